-- Reads a body and forgets it; says what a multipart upload needs to hear.
local method, arguments = ngx.req.get_method(), ngx.req.get_uri_args()
local length = tonumber(ngx.var.http_content_length)
if ngx.var.http_transfer_encoding then
  ngx.req.read_body()
elseif length and length > 0 then
  local socket = ngx.req.socket()
  local left = length
  while socket and left > 0 do
    local piece = socket:receiveany(262144)
    if not piece then break end
    left = left - #piece
  end
end
local etag = '"d41d8cd98f00b204e9800998ecf8427e"'
local answer
if method == "POST" and arguments.uploads ~= nil then
  answer = "<InitiateMultipartUploadResult><Bucket>bench-1250000000</Bucket><Key>up</Key>"
    .. "<UploadId>149795194893578fd83aceef3a88f708f81f00e879fd</UploadId></InitiateMultipartUploadResult>"
elseif method == "POST" then
  answer = "<CompleteMultipartUploadResult><Location>http://localhost/up</Location><Bucket>bench-1250000000</Bucket>"
    .. "<Key>up</Key><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e-1&quot;</ETag></CompleteMultipartUploadResult>"
elseif method == "GET" then
  answer = "<ListMultipartUploadsResult><Bucket>bench-1250000000</Bucket><KeyMarker/><UploadIdMarker/>"
    .. "<MaxUploads>1000</MaxUploads><Prefix/><Delimiter/><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>"
end
ngx.header["ETag"] = etag
if answer then
  answer = '<?xml version="1.0" encoding="UTF-8"?>\n' .. answer
  ngx.header["Content-Type"] = "application/xml"
  ngx.header["Content-Length"] = #answer
  ngx.print(answer)
else
  ngx.header["Content-Length"] = 0
end
