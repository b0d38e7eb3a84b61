"""The only room with sockets.

* `blocking` and `awaiting` send a `wire.Request` and return a `wire.Response`;
* `session` does so through an object like requests.Session;
* `options` is what they are told, `streams` has the bodies they leave open.

Import these modules by name: asyncio and ssl load with the first module that needs them.
"""
