"""Keys in files: this tool's own, and those of the tools before it."""

from __future__ import annotations

import json
import stat
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from bare import bare, write
from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.wire import Request, Response
from qcloud_cos.credentials import (
    Absent,
    Chain,
    Environment,
    Profile,
    Provider,
    Step,
    StoredBucket,
    profile_file,
    profiles,
    read_profile,
    remove_profile,
    write_profile,
)
from qcloud_cos.credentials.files import coscli, shared
from qcloud_cos.credentials.lease import drive
from qcloud_cos.errors import CosClientError, CredentialsError, NoCredentials

ARN = "qcs::cam::uin/100000000001:roleName/reader"
ID, KEY = "AKIDexampleexample0001", "a-key-of-no-use"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    bare(monkeypatch, tmp_path)
    monkeypatch.setattr(shared, "SYSTEM", tmp_path / "etc" / "credentials")
    return tmp_path


def nobody(request: Request) -> Response:
    raise AssertionError(request.url)


def found(name: str | None = None) -> Credentials | Absent:
    return drive(Profile(name).find(), nobody)


def keys(name: str | None = None) -> tuple[str, str, str | None]:
    there = found(name)
    assert isinstance(there, Credentials), there
    return there[:3]


def tccli(home: Path, name: str = "default", **fields: Any) -> Path:
    content = {"secretId": ID, "secretKey": KEY, **fields}
    return write(home / ".tccli" / f"{name}.credential", json.dumps(content))


def encrypted(secret: str) -> str:
    """As coscli writes it: AES-ECB, the key and the text filled up with zeros, a whole block at least."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    block = secret.encode() + b"\0" * (16 - len(secret.encode()) % 16)
    doing = Cipher(algorithms.AES(b"coscli-secret\0\0\0"), modes.ECB()).encryptor()  # noqa: S305
    return b64encode(doing.update(block) + doing.finalize()).decode()


def yaml_of(base: dict[str, str], buckets: str = "") -> str:
    lines = "".join(f"    {name}: {value!r}\n" for name, value in base.items())
    return f"cos:\n  base:\n{lines}  buckets:\n{buckets or '    []'}\n"


def test_without_files_each_place_says_so() -> None:
    steps: list[Step] = []
    drive(Profile().search(steps), nobody)
    assert [(step.outcome, step.why) for step in steps] == [("not found", "there is no such file")] * 5
    assert [step.where for step in steps] == [
        "~/.config/cos/config.toml",
        "~/.tccli/default.credential",
        "~/.cos.yaml",
        "~/.cos.conf",
        "~/.tencentcloud/credentials",
    ]
    assert profiles() == []
    assert read_profile() is None


def test_the_own_file_comes_first_and_the_others_in_order(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home / ".tencentcloud" / "credentials", "[default]\nsecret_id = shared\nsecret_key = k\n")
    assert keys()[0] == "shared"
    write(home / ".cos.conf", "[common]\naccess_id = coscmd\nsecret_key = k%25\ntoken = t\n")
    assert keys() == ("coscmd", "k%25", "t")
    write(home / ".cos.yaml", yaml_of({"secretid": "coscli", "secretkey": "k", "disableencryption": "true"}))
    assert keys()[0] == "coscli"
    tccli(home, secretId="tccli")
    assert keys()[0] == "tccli"
    write_profile("default", secret_id="own", secret_key="k")
    assert keys()[0] == "own"
    assert [stored.tool for stored in profiles()] == ["cos", "tccli", "coscli", "coscmd", "shared"]
    own = read_profile()
    assert own is not None
    assert own.tool == "cos"
    assert isinstance(found(), Credentials)
    assert repr(found()) == "Credentials(*** from profile default in ~/.config/cos/config.toml)"
    monkeypatch.setenv("COS_CONFIG_FILE", str(home / "elsewhere.toml"))
    assert keys()[0] == "tccli"


@pytest.mark.parametrize("variable", ["COS_PROFILE", "TCCLI_PROFILE", "TENCENTCLOUD_PROFILE"])
def test_a_profile_is_chosen_by_name(home: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    tccli(home)
    tccli(home, "prod", secretId="prod", token="t")
    write(
        home / ".tencentcloud" / "credentials", '[prod]\nsecret_id = "late"\nsecret_key = "k"\n[test]\nsecret_id=a'
    )
    monkeypatch.setenv(variable, "prod")
    assert keys() == ("prod", KEY, "t")
    assert keys("default")[0] == ID
    monkeypatch.setenv(variable, "nobody")
    with pytest.raises(
        CredentialsError, match=r"no profile 'nobody' with keys.*tccli: there is no such file"
    ) as error:
        CosConfig(Region="ap-x").credentials()
    assert not isinstance(error.value, NoCredentials)  # the machine's role is not asked instead
    with pytest.raises(CredentialsError, match="only half a pair"):
        found("test")


def test_a_profile_that_shares_the_file_of_the_sdks(home: Path) -> None:
    system = write(home / "etc" / "credentials", "[default]\nsecret_id = 'system'\nsecret_key = \"k\"\n")
    assert keys() == ("system", "k", None)
    assert str(system) not in str(Profile().where())  # it is below this home
    write(home / ".tencentcloud" / "credentials", "[default]\nsecret_id = mine\nsecret_key = k\n")
    assert keys()[0] == "mine"


def test_what_coscmd_knows_besides_its_keys(home: Path) -> None:
    conf = "secret_id = i\nsecret_key = k\nregion = cn-south\nschema = http\nmax_thread = 9\nanonymous = True\n"
    write(home / ".cos.conf", f"[common]\nbucket = photos-1250000000\n{conf}")
    stored = read_profile()
    assert stored is not None
    assert (stored.region, stored.bucket, stored.appid, stored.scheme) == (
        "ap-guangzhou",
        "photos-1250000000",
        "1250000000",
        "http",
    )
    assert stored.anonymous
    assert stored.settings == {"max_thread": "9"}
    write(home / ".cos.conf", f"[common]\nbucket = photos\nappid = 1250000000\nendpoint = e.example\n{conf}")
    stored = read_profile()
    assert stored is not None
    assert (stored.bucket, stored.endpoint) == ("photos-1250000000", "e.example")


BUCKETS = """\
  - name: photos-1250000000
    alias: photos
    endpoint: cos.ap-beijing.myqcloud.com
  - name: other-1250000000
    region: ap-shanghai
"""


def test_coscli_s_secrets_are_read_plain_or_not(home: Path) -> None:
    for secret in (KEY, "sixteen bytes 16", "a" * 32, "AKID" + "b" * 32):
        base = {"secretid": encrypted("AKIDcoscli"), "secretkey": encrypted(secret), "sessiontoken": encrypted("")}
        write(home / ".cos.yaml", yaml_of(base, BUCKETS))
        assert keys() == ("AKIDcoscli", secret, None)
    # Written before coscli encrypted, or with disableencryption: as they are.
    plain = {"secretid": ID, "secretkey": "a" * 32, "sessiontoken": "t", "protocol": "https"}
    write(home / ".cos.yaml", yaml_of(plain, BUCKETS))
    assert keys() == (ID, "a" * 32, "t")
    write(home / ".cos.yaml", yaml_of({**plain, "secretkey": encrypted("x"), "disableencryption": "true"}))
    assert keys()[1] == encrypted("x")


def test_coscli_s_buckets_have_short_names(home: Path) -> None:
    write(home / ".cos.yaml", yaml_of({"secretid": "i", "secretkey": "k"}, BUCKETS))
    stored = read_profile()
    assert stored is not None
    assert stored.buckets == {
        "photos": StoredBucket("photos-1250000000", "", "cos.ap-beijing.myqcloud.com"),
        "other-1250000000": StoredBucket("other-1250000000", "ap-shanghai", ""),
    }


@pytest.mark.parametrize("package", ["yaml", "cryptography.hazmat.primitives.ciphers"])
def test_what_is_missing_to_read_coscli_s_file_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    write(home / ".cos.yaml", yaml_of({"secretid": encrypted("AKIDcoscli"), "secretkey": encrypted(KEY)}))
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(CredentialsError, match=r"~/.cos.yaml needs \w+: pip install 'cos-python-sdk-v5\[cli\]'"):
        found()


def test_what_is_not_text_is_not_taken_for_a_decrypted_secret(home: Path) -> None:
    noise = b64encode(bytes(range(32))).decode()
    assert coscli.decrypted(home, noise) == noise


def test_tccli_s_keys_of_a_login_end(home: Path) -> None:
    tccli(home, type="oauth", token="t", expiresAt=2_000_000_000, oauth={"accessToken": "not ours"})
    there = found()
    assert isinstance(there, Credentials)
    assert there.expiry == 2_000_000_000
    tccli(home, type="oauth", token="t", expiresAt=1_000_000_000)
    with pytest.raises(NoCredentials, match=r"the keys ended at 2001-09-09T01:46:40Z, say: tccli auth login"):
        CosConfig(Region="ap-x").credentials()
    tccli(home, type="sso", expiresAt=1_000_000_000)
    with pytest.raises(CredentialsError, match="tccli sso login"):
        found("default")


def test_a_file_that_names_the_machine_s_role_asks_for_that(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COS_METADATA_DISABLED")
    asked: list[str] = []

    def machine(request: Request) -> Response:
        asked.append(request.target.rpartition("/")[2])
        if not asked[-1]:
            return Response(200, {}, b"its-own")
        fields = {"TmpSecretId": "i", "TmpSecretKey": "k", "Token": "t", "ExpiredTime": 2e9, "Code": "Success"}
        return Response(200, {}, json.dumps(fields).encode())

    write(home / ".cos.yaml", yaml_of({"mode": "CvmRole", "cvmrolename": "backup"}))
    assert isinstance(drive(Profile().find(), machine), Credentials)
    tccli(home, type="cvm-role")
    assert isinstance(drive(Profile().find(), machine), Credentials)
    write_profile("default", cvm_role="own-role")
    assert isinstance(drive(Profile().find(), machine), Credentials)
    assert asked == ["backup", "", "its-own", "own-role"]


def test_a_profile_s_role_is_assumed_with_its_keys_or_another_s(home: Path) -> None:
    requests: list[Request] = []

    def service(request: Request) -> Response:
        requests.append(request)
        given = {"TmpSecretId": "AKIDrole", "TmpSecretKey": "k", "Token": "t"}
        return Response(200, {}, json.dumps({"Response": {"Credentials": given, "ExpiredTime": 2e9}}).encode())

    def signer() -> str:
        return requests[-1].headers["Authorization"].partition("Credential=")[2].partition("/")[0]

    write_profile("lender", secret_id="AKIDlender", secret_key="k")
    write_profile("default", role_arn=ARN, source_profile="lender", role_session_name="mine", external_id="x")
    there = drive(Profile().find(), service)
    assert isinstance(there, Credentials)
    assert there.source == f"the role {ARN}, assumed with profile lender in ~/.config/cos/config.toml"
    assert signer() == "AKIDlender"
    body: Any = requests[-1].body
    assert json.loads(body)["RoleSessionName"] == "mine"
    tccli(home, "with-role", **{"role-arn": ARN, "role-session-name": "theirs"})
    drive(Profile("with-role").find(), service)
    assert signer() == ID
    write(home / ".tencentcloud" / "credentials", f"[sdk]\nsecret_id=AKIDsdk\nsecret_key=k\nrole_arn={ARN}\n")
    drive(Profile("sdk").find(), service)
    assert signer() == "AKIDsdk"


def test_profiles_that_lend_to_each_other_are_found_out() -> None:
    write_profile("a", role_arn=ARN, source_profile="b")
    write_profile("b", role_arn=ARN, source_profile="a")
    with pytest.raises(CredentialsError, match="a -> b -> a"):
        found("a")
    write_profile("b", source_profile="nobody")
    with pytest.raises(CredentialsError, match="profile nobody, which is not there"):
        found("a")
    write_profile("b", region="ap-x")
    with pytest.raises(CredentialsError, match="from profile b: .* has no keys"):
        found("a")


@pytest.mark.parametrize(
    ("file", "content", "names"),
    [
        (".config/cos/config.toml", "secret_key = hidden!", "is not TOML"),
        (".config/cos/config.toml", "profiles = 5", "no table"),
        (".config/cos/config.toml", "[profiles]\ndefault = 5", "no table"),
        (".config/cos/config.toml", "[profiles.default]\nrole_arn = 'reader'", "is not a role"),
        (".tccli/default.credential", "{'hidden!", "is not JSON"),
        (".tccli/default.credential", '["hidden!"]', "no object"),
        (".tccli/default.credential", '{"expiresAt": "hidden!"}', "is no time"),
        (".cos.yaml", "cos: {base: {secretkey: hidden!", "is not YAML"),
        (".cos.yaml", "cos: [hidden!]", "not as coscli"),
        (".cos.conf", "hidden! without a section", "is not an INI file, line 1"),
        (".cos.conf", "[common]\nhidden!\n", "is not an INI file, line 2"),
    ],
)
def test_a_broken_file_is_named_and_what_is_in_it_is_not(home: Path, file: str, content: str, names: str) -> None:
    write(home / file, content)
    with pytest.raises(CredentialsError, match=names) as error:
        found()
    assert f"~/{file}" in str(error.value)
    assert "hidden" not in str(error.value)
    assert profiles() == []
    with pytest.raises(CosClientError, match="Region is missing"):
        CosConfig()  # and it is no reason not to say what is missing


def test_a_file_that_is_no_file_or_too_large_is_named(home: Path) -> None:
    (home / ".cos.conf").mkdir()
    with pytest.raises(CredentialsError, match=r"~/.cos.conf cannot be read"):
        found()
    (home / ".cos.conf").rmdir()
    write(home / ".cos.conf", "x" * (1 << 20) + "x")
    with pytest.raises(CredentialsError, match="too large"):
        found()


def test_a_home_directory_that_is_closed_to_us_is_an_empty_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a container has HOME=/root and runs as somebody else; the root of test machines sees everything."""
    tccli(home)

    def denied(path: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(CredentialsError, match=r"~/.tccli/default.credential cannot be read: Permission denied"):
        found()
    monkeypatch.setattr(Path, "stat", denied)
    with pytest.raises(NoCredentials, match="there is no such file"):
        CosConfig(Region="ap-x").credentials()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_secrets_that_others_can_read_are_pointed_at(home: Path) -> None:
    path = tccli(home)
    assert "chmod" not in Profile().where()
    path.chmod(0o644)
    assert "others can read it, say: chmod 600 ~/.tccli/default.credential" in Profile().where()


def test_a_written_profile_is_its_owner_s_alone_and_the_rest_stays(home: Path) -> None:
    path = profile_file()
    written = write_profile(
        "default", secret_id=ID, secret_key='quo"te\\ \x7f中', region="ap-guangzhou", token=None
    )
    assert written == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    text = path.read_text(encoding="utf-8")
    by_hand = f"# mine\n[jobs]\nworkers = 4  # many\n\n{text}\n[profiles.default.buckets.p]\nname = 'photos'\n"
    path.write_text(by_hand + "\n[profiles.default2]\nregion = 'ap-x'\n", encoding="utf-8")
    stored = read_profile()
    assert stored is not None
    assert stored.secret_key == 'quo"te\\ \x7f中'
    assert stored.buckets["p"].name == "photos"
    write_profile("default", secret_id="other", secret_key="k", workers=5, fast=True)
    text = path.read_text(encoding="utf-8")
    assert "# mine\n[jobs]\nworkers = 4  # many\n" in text
    assert ID not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    stored = read_profile()
    assert stored is not None
    assert stored.settings == {"workers": 5, "fast": True}
    assert stored.buckets == {}
    assert [each.name for each in profiles()] == ["default", "default2"]
    assert remove_profile("default")
    assert not remove_profile("default")
    assert [each.name for each in profiles()] == ["default2"]
    assert "[jobs]" in path.read_text(encoding="utf-8")
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


def test_a_link_stays_a_link(home: Path) -> None:
    target = write(home / "dotfiles" / "cos.toml", "")
    profile_file().parent.mkdir(parents=True)
    profile_file().symlink_to(target)
    write_profile("default", secret_id="i", secret_key="k")
    assert profile_file().is_symlink()
    assert keys()[0] == "i"


def test_a_write_that_fails_leaves_the_file_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_profile("default", secret_id="i", secret_key="k")
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    for deed in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(f"os.{deed}", full)
            with pytest.raises(OSError, match="No space"):
                write_profile("default", secret_id="other", secret_key="k")
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


def test_what_cannot_be_written_is_refused_and_nothing_is_lost(home: Path) -> None:
    for name in ("", "a b", "a.b", "a]b", "x" * 65):
        with pytest.raises(CosClientError, match="profile's name"):
            write_profile(name, secret_id="i")
    content = "profiles = {default = {secret_id = 'inline'}}\n"
    path = write(profile_file(), content)
    with pytest.raises(CosClientError):
        write_profile("default", secret_id="i")
    assert path.read_text() == content
    content = '[profiles]\ndefault.secret_id = "dotted"\n'
    path.write_text(content)
    with pytest.raises(CosClientError, match="with an editor"):
        write_profile("default", secret_id="i", secret_key="k")
    assert path.read_text() == content


def test_the_address_comes_from_the_environment_else_from_the_profile(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CosClientError, match="Region is missing.*COS_REGION"):
        CosConfig()
    tccli(home)
    write(home / ".tccli" / "default.configure", '{"_sys_param": {"region": "ap-profile"}}')
    assert CosConfig()._endpoint == "cos.ap-profile.myqcloud.com"
    write_profile("default", endpoint="cos.example:8443", scheme="http")
    conf = CosConfig()
    assert (conf._scheme, conf._endpoint) == ("http", "cos.example:8443")
    for name in ("TKE_REGION", "TENCENTCLOUD_REGION", "COS_REGION"):
        monkeypatch.setenv(name, f"ap-{name[:3].lower()}")
        assert CosConfig()._endpoint == f"cos.ap-{name[:3].lower()}.myqcloud.com"
    assert CosConfig(Region="ap-given")._endpoint == "cos.ap-given.myqcloud.com"
    monkeypatch.setenv("COS_ENDPOINT", "https://cos.accelerate.myqcloud.com")
    assert CosConfig()._endpoint == "cos.accelerate.myqcloud.com"
    assert CosConfig(Region="ap-given")._endpoint == "cos.ap-given.myqcloud.com"


def test_an_endpoint_on_this_machine_counts_for_programs_that_name_a_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyed: dict[str, Any] = {"SecretId": ID, "SecretKey": KEY, "Region": "ap-given"}
    for endpoint in ("http://127.0.0.1:9000", "http://localhost:9000/", "http://[::1]:9000"):
        monkeypatch.setenv("COS_ENDPOINT", endpoint)
        conf = CosConfig(Scheme="https", **keyed)
        assert conf.uri("b-1", "k") == f"{endpoint.rstrip('/')}/b-1/k"
    for name in ("Endpoint", "Domain"):
        assert ".example/" in CosConfig(**(keyed | {name: "e.example"})).uri("b-1")
    assert CosConfig(IP="10.0.0.1", **keyed).uri("b-1") == "https://10.0.0.1/"
    monkeypatch.setenv("COS_ENDPOINT", "http://127.0.0.1.example.com")
    assert CosConfig(**keyed)._endpoint == "cos.ap-given.myqcloud.com"


def test_what_goes_wrong_in_a_provider_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Provider):
        name = "the broken one"

        def look(self) -> Absent:
            raise KeyError("nothing")

    config = CosConfig(Region="ap-x", CredentialInstance=Chain([Environment(), Broken(), Profile()]))
    explanation = CosS3Client(config).credentials.explain()
    assert not explanation.found
    assert [step.outcome for step in explanation.steps] == ["not found", "failed"] + ["not asked"] * 5
    assert "2. the broken one: failed, the broken one: 'nothing'" in str(explanation)
    with pytest.raises(CredentialsError, match="the broken one: 'nothing'"):
        config.credentials()
    monkeypatch.setenv("COS_SECRET_ID", "i")
    monkeypatch.setenv("COS_SECRET_KEY", "k")
    monkeypatch.setenv("TENCENTCLOUD_ROLE_ARN", "not an arn")
    assert "is not a role" in str(CosS3Client(CosConfig(Region="ap-x")).credentials.explain())


def test_a_chain_of_one_s_own_is_asked_in_its_order() -> None:
    write_profile("default", secret_id="i", secret_key="k")
    chain = Chain([Profile()])
    assert repr(chain).startswith("Chain(")
    found = drive(chain.find(), nobody)
    assert isinstance(found, Credentials)
    with pytest.raises(NoCredentials):
        drive(Chain([]).find(), nobody)
