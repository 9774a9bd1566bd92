"""The supplier and its installation: what it does with keys, what it costs, when it is silent and what it says.

Each check is a process of its own, as each Airflow component is one, with the real google-auth and botocore.
"""

import json
import subprocess
import sys

from conftest import AIRFLOW
from standins.server import Reply

from scripts import INSTALL, SETTINGS, TOKEN, good, script


def test_a_refresh_uses_the_keys_of_that_moment(clouds):
    clouds.role.hurry(every=2, lives=3)
    clouds.exchange.tokens.lives = 2.0  # so that a new token asks AWS again
    code = """
        import time
        for _ in range(3):
            credentials.refresh(request)
            print(credentials.token[:5], project)
            time.sleep(2.1)
        """
    assert good(clouds.python(script(TOKEN, code))).split() == ["ya29.", "example-project"] * 3
    assert len(clouds.role.keys) >= 3
    assert clouds.sts.statuses == [200] * 3


def test_nothing_is_written_to_the_environment_or_to_a_disk(clouds):
    code = """
        import json
        before = dict(os.environ)
        credentials.refresh(request)
        assert dict(os.environ) == before
        """
    kept = {path for path in clouds.folder.rglob("*")} | {clouds.folder / "google-credentials.json"}
    good(clouds.python(script(TOKEN, code), PYTHONDONTWRITEBYTECODE="1"))
    assert {path for path in clouds.folder.rglob("*")} == kept
    assert not any(key.secret in path.read_text() for path in kept if path.is_file() for key in clouds.role.keys)


def test_keys_are_read_once_for_many_tokens_of_many_threads(clouds):
    code = """
        from concurrent.futures import ThreadPoolExecutor
        def one(_):
            mine, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
            mine.refresh(google.auth.transport.requests.Request())
            return mine.token
        with ThreadPoolExecutor(16) as pool:
            print(len(set(pool.map(one, range(32)))))
        """
    assert good(clouds.python(script(TOKEN, code))).strip() == "32"
    assert len(clouds.endpoint.seen) == 1


def test_a_fork_in_the_middle_of_a_refresh_of_another_thread_does_not_hang(clouds):
    clouds.endpoint.fail(3)  # slow enough for the fork to happen while the parent's thread holds the locks
    code = """
        import signal, threading, time
        parent = threading.Thread(target=credentials.refresh, args=(request,))
        parent.start()
        time.sleep(1)
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            mine, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
            mine.refresh(google.auth.transport.requests.Request())
            os._exit(0 if mine.token else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        parent.join(30)
        print(bool(credentials.token))
        """
    assert good(clouds.python(script(TOKEN, code), AWS_METADATA_SERVICE_TIMEOUT="5")).split() == ["0", "True"]


def test_credentials_survive_copy_deepcopy_and_pickle_and_narrowing(clouds):
    code = """
        import copy, pickle
        for other in (copy.copy(credentials), copy.deepcopy(credentials), credentials.with_quota_project("other"),
                      credentials.with_scopes(["https://www.googleapis.com/auth/bigquery"]),
                      pickle.loads(pickle.dumps(credentials))):
            other.refresh(request)
            print(bool(other.token))
        from google.auth import impersonated_credentials
        as_another = impersonated_credentials.Credentials(credentials, "sa-aws-mwaa@example-project.iam.gserviceaccount.com", ["x"])
        print(type(copy.deepcopy(as_another)).__name__)
        """
    assert good(clouds.python(script(TOKEN, code))).split() == ["True"] * 5 + ["Credentials"]


def test_the_plugins_folder_need_not_be_on_the_path(clouds):
    """As in a process that runs the file before Airflow has set its path."""
    code = f"sys.path[:] = [path for path in sys.path if path != {str(AIRFLOW / 'plugins')!r}]\n"
    refresh = "credentials.refresh(request)\nprint(bool(credentials.token))"
    assert good(clouds.python("import sys\n" + code + script(TOKEN, refresh))).strip() == "True"


def test_every_way_to_a_credential_configuration_gets_the_supplier(clouds):
    code = """
        import json
        path = os.environ["GOOGLE_APPLICATION_CREDENTIALS"]
        from google.auth import aws
        for made in (google.auth.load_credentials_from_file(path)[0], aws.Credentials.from_file(path),
                     google.auth.load_credentials_from_dict(json.load(open(path)))[0]):
            made = made.with_scopes(["https://www.googleapis.com/auth/cloud-platform"])
            made.refresh(request)
            print(bool(made.token))
        """
    assert good(clouds.python(script(TOKEN, code))).split() == ["True"] * 3


def test_a_configuration_made_for_ec2_works_on_fargate_too(clouds):
    config = clouds.exchange.provider.config()
    config["credential_source"] |= {
        "region_url": "http://169.254.169.254/latest/meta-data/placement/availability-zone",
        "url": "http://169.254.169.254/latest/meta-data/iam/security-credentials",
    }
    path = clouds.folder / "from-gcloud.json"
    path.write_text(json.dumps(config))
    code = "credentials.refresh(request)\nprint(bool(credentials.token))"
    assert good(clouds.python(script(TOKEN, code), GOOGLE_APPLICATION_CREDENTIALS=str(path))).strip() == "True"


def test_a_configuration_with_a_server_of_its_own_for_the_keys_is_left_alone_in_a_container_too(clouds):
    code = """
        import json
        from google.auth import aws
        info = json.load(open(os.environ["GOOGLE_APPLICATION_CREDENTIALS"]))
        for url in "http://127.0.0.1:9911/keys", "http://keys.internal/latest/meta-data/iam/security-credentials", "http://[fd00:ec2::254]/x":
            info["credential_source"]["url"] = url
            print(type(aws.Credentials.from_info(info)._aws_security_credentials_supplier).__name__)
        """
    default = "_DefaultAwsSecurityCredentialsSupplier"
    assert good(clouds.python(script(code))).split() == [default, default, "FreshKeys"]


def test_credentials_can_be_written_down_and_made_again(clouds):
    code = """
        import json
        from google.auth import aws
        written = json.loads(json.dumps(credentials.info))
        assert written["credential_source"] == json.load(open(os.environ["GOOGLE_APPLICATION_CREDENTIALS"]))["credential_source"]
        again = aws.Credentials.from_info(written).with_scopes(["https://www.googleapis.com/auth/cloud-platform"])
        again.refresh(request)
        print(bool(again.token))
        """
    assert good(clouds.python(script(TOKEN, code))).strip() == "True"


def test_a_google_auth_that_knows_no_supplier_is_named(clouds):
    """As in 2.28 and before: the class is taken away before the plugin looks."""
    code = "import google.auth.aws\ndel google.auth.aws.AwsSecurityCredentialsSupplier\n"
    call = """
        import google.auth
        try:
            google.auth.default()
        except google.auth.exceptions.DefaultCredentialsError as error:
            print(error)
        """
    out = good(clouds.python(code + script(call)))
    assert "is too old for Google from AWS without a key: it needs 2.29 or later" in out and "requirements.txt" in out


def test_it_is_silent_for_every_other_kind_of_google_credentials(clouds):
    code = """
        import json, logging
        logging.basicConfig(level=logging.DEBUG)
        common = {"type": "external_account", "audience": "//iam.googleapis.com/x", "token_url": "https://sts.googleapis.com/v1/token"}
        import google.auth
        from google.auth import aws, identity_pool
        aws_type = "urn:ietf:params:aws:token-type:aws4_request"
        source = {"environment_id": "aws1", "regional_cred_verification_url": aws._DEFAULT_AWS_REGIONAL_CREDENTIAL_VERIFICATION_URL}
        class Own(aws.AwsSecurityCredentialsSupplier):
            def get_aws_security_credentials(self, context, request): ...
            def get_aws_region(self, context, request): ...
        own = Own()
        mine = aws.Credentials.from_info({**common, "subject_token_type": aws_type, "aws_security_credentials_supplier": own})
        assert mine._aws_security_credentials_supplier is own
        on_ec2 = aws.Credentials.from_info({**common, "subject_token_type": aws_type, "credential_source": {**source, "url": "http://169.254.169.254/x"}})
        china = aws.Credentials.from_info({**common, "subject_token_type": aws_type, "credential_source": {
            **source, "regional_cred_verification_url": "https://sts.{region}.amazonaws.com.cn?Action=GetCallerIdentity&Version=2011-06-15"}})
        for other in on_ec2, china:
            assert type(other._aws_security_credentials_supplier).__name__ == "_DefaultAwsSecurityCredentialsSupplier"
        jwt = google.auth.load_credentials_from_dict({**common, "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "credential_source": {"file": "/dev/null"}})[0]
        assert isinstance(jwt, identity_pool.Credentials)
        assert "botocore" not in sys.modules
        """
    done = clouds.python(script(code), AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="")
    assert good(done) == "" and "fresh_aws_keys" not in done.stderr
    assert clouds.endpoint.seen == []


def test_on_gke_the_metadata_server_serves_and_nothing_of_aws_is_touched(clouds):
    """The same folder of plugins, no credential file: google-auth finds its metadata server."""
    from standins.server import Service, serve

    class Metadata(Service):
        hosts = ("169.254.169.254", "metadata.google.internal")

        def answer(self, call):
            if call.headers.get("metadata-flavor") != "Google":
                raise Reply(403)
            email = {"email": "airflow@example-project.iam.gserviceaccount.com", "scopes": ["cloud-platform"]}
            known = {"token": {"access_token": "ya29.gke", "expires_in": 3600, "token_type": "Bearer"}, "": email}
            answers = {"project-id": "gke-project", "universe/universe-domain": "googleapis.com"}
            name = call.path.removeprefix("/computeMetadata/v1/")
            for ending, answer in known.items():
                if name.startswith("instance/service-accounts/") and name.endswith(ending):
                    return Reply(200, answer, headers={"Metadata-Flavor": "Google"})
            for start, answer in answers.items():
                if start in name:
                    return Reply(200, answer, "text/plain", {"Metadata-Flavor": "Google"})
            return Reply(200, "ok", "text/plain", {"Metadata-Flavor": "Google"})

    code = """
        credentials.refresh(request)
        print(credentials.token, project, "botocore" in sys.modules, "fresh_aws_keys" in sys.modules)
        """
    server = Metadata()
    with serve([server]) as routes:
        away = {name: "" for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT")}
        away["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = ""
        done = clouds.python("import os\n" + drop(away) + script(TOKEN, code), STANDIN_ROUTES=json.dumps(routes))
    assert good(done).split() == ["ya29.gke", "gke-project", "False", "False"]


def drop(names) -> str:
    return "".join(f"os.environ.pop({name!r}, None)\n" for name in names)


def test_without_credentials_it_says_so_once_and_clearly(clouds):
    code = """
        try:
            credentials.refresh(request)
        except google.auth.exceptions.RefreshError as error:
            print(error)
        """
    done = clouds.python(
        "import os\n" + drop(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]) + script(TOKEN, code),
        AWS_EC2_METADATA_DISABLED="true",
    )
    assert good(done).strip() == (
        "No AWS credentials found to ask Google for a token with. On Amazon MWAA and ECS they come from "
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, which is not set in this process; elsewhere give the process a role, "
        "a profile or a web identity token that boto3 finds."
    )


def test_without_a_region_it_says_so(clouds):
    code = """
        try:
            credentials.refresh(request)
        except google.auth.exceptions.RefreshError as error:
            print(error)
        """
    done = clouds.python("import os\n" + drop(["AWS_REGION", "AWS_DEFAULT_REGION"]) + script(TOKEN, code))
    assert good(done).strip() == "No AWS region to sign a Google token request for: set AWS_REGION."


def test_the_first_start_before_requirements_does_not_fail(tmp_path):
    """No google-auth, no plugins folder on the path, isolated: all that a bare interpreter has."""
    code = (
        INSTALL
        + "import importlib\ntry:\n    importlib.import_module('google.auth.aws')\nexcept ImportError: print('fine')"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "fine", "")


def test_it_imports_nothing_and_can_be_run_again(clouds):
    code = f"""
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        assert sum(type(finder).__name__ == "_WhenImported" for finder in sys.meta_path) == 1
        assert not {{"google.auth", "botocore", "boto3", "fresh_aws_keys"}} & set(sys.modules)
        assert set(sys.modules) - before <= {{"importlib.machinery"}}
        from google.auth import aws
        first = aws.Credentials.from_info.__func__
        exec(open({str(SETTINGS)!r}).read(), {{"__name__": "again", "__file__": {str(SETTINGS)!r}}})
        assert aws.Credentials.from_info.__func__ is first
        """
    good(clouds.python(script(code)))
