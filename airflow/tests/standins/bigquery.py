"""A stand-in for BigQuery's jobs: ``insert``, ``get``, ``getQueryResults``, ``cancel``.

The SQL is real: parsed as BigQuery's dialect and run in DuckDB when the job ends, so a statement that BigQuery would
refuse to parse, or that adds a row twice, does so here. Every call needs a Google access token that is valid now.
"""

import re
import threading
import time
import uuid

import duckdb
import sqlglot

from .google import Tokens
from .server import Call, Reply, Service

WRITES = ("insert", "merge", "update", "delete")


class BigQuery(Service):
    """``runs`` is how many seconds a job that writes rows takes (one that makes a table takes none, one that asks for a
    column ``slow`` takes three); ``database`` holds the tables, with the project as a catalog; ``begun`` is called with each
    job that writes rows when it begins. The table ``late`` is there from the third time that it is asked for."""

    hosts = ("bigquery.googleapis.com", "www.googleapis.com")  # the latter for gcloud-aio

    def __init__(self, tokens: Tokens, project: str = "example-project", runs: float = 0.0):
        super().__init__()
        self.tokens, self.project, self.runs = tokens, project, runs
        self.begun = lambda job: None
        self.jobs: dict[str, dict] = {}
        self.database = duckdb.connect()
        self.database.execute(f'ATTACH \':memory:\' AS "{project}"; USE "{project}"')
        self._busy = threading.Lock()
        self.asked = 0  # for the table that is late
        self.beside = None  # Cloud Storage, which gcloud-aio asks at the same host

    def rows(self, sql: str) -> list[tuple]:
        with self._busy:
            return self.database.execute(sql).fetchall()

    def answer(self, call: Call):
        if self.beside and call.path.startswith("/storage/"):
            return self.beside.answer(call)
        self.tokens.bearer(call)
        if call.path.endswith("/tables/late"):
            self.asked += 1
            if self.asked < 3:
                raise self._refusal(404, "notFound", "Not found: Table")
            name = {"projectId": self.project, "datasetId": "a", "tableId": "late"}
            return {"kind": "bigquery#table", "id": "late", "tableReference": name}
        result = re.fullmatch(r"/bigquery/v2/projects/[\w-]+/datasets/_anon/tables/([\w-]+)(/data)?", call.path)
        if result and result[1] in self.jobs:
            return self._result_table(self.jobs[result[1]], bool(result[2]))
        found = re.fullmatch(r"/bigquery/v2/projects/([\w-]+)/(jobs|queries)(?:/([\w-]+))?(/cancel)?", call.path)
        if not found:
            raise self._refusal(404, "notFound", f"Not found: {call.path}")
        project, kind, name, cancel = found.groups()
        if project != self.project:
            raise self._refusal(403, "accessDenied", f"Access Denied: Project {project}")
        if name is None and call.method == "POST" and kind == "jobs":
            return self._insert(call.json)
        job = self.jobs.get(name or "")
        if not job:
            raise self._refusal(404, "notFound", f"Not found: Job {project}:{name}")
        if cancel:
            job["ends"] = 0.0
            return {"kind": "bigquery#jobCancelResponse", "job": self._state(job)}
        if kind == "queries":
            return self._results(job, min(float(call.query.get("timeoutMs", 10_000)) / 1000, 2.0))
        return self._state(job)

    def _insert(self, body: dict):
        reference = body.get("jobReference", {})
        name = reference.get("jobId") or uuid.uuid4().hex
        if name in self.jobs:
            raise self._refusal(409, "duplicate", f"Already Exists: Job {self.project}:{name}")
        query = body.get("configuration", {}).get("query", {})
        if query.get("useLegacySql", True):
            raise self._refusal(400, "invalidQuery", "Legacy SQL is not stood in for")
        try:
            statement = sqlglot.parse_one(query["query"], dialect="bigquery")
        except (sqlglot.errors.SqlglotError, KeyError) as error:
            raise self._refusal(400, "invalidQuery", f"Syntax error: {error}") from None
        now = time.time()
        self.jobs[name] = {
            "reference": {"projectId": self.project, "jobId": name, "location": reference.get("location", "US")},
            "configuration": {**body["configuration"], "jobType": "QUERY"},
            "type": statement.key.upper(),
            "sql": statement.sql(dialect="duckdb"),
            "began": now,
            "ends": now + (self.runs if statement.key in WRITES else 3 if "slow" in query["query"] else 0),
            "done": False,
            "error": None,
        }
        if statement.key == "select":
            reference = {"projectId": self.project, "datasetId": "_anon", "tableId": name}
            self.jobs[name]["configuration"]["query"] = {**query, "destinationTable": reference}
        if statement.key in WRITES:
            self.begun(self.jobs[name])
        return self._state(self.jobs[name])

    def _result_table(self, job: dict, data: bool) -> dict:
        """The nameless table that BigQuery keeps a SELECT's rows in."""
        results = self._results(job, 2.0)
        rows = {"rows": results["rows"], "totalRows": results["totalRows"]}
        if data:
            return {"kind": "bigquery#tableDataList", **rows}
        reference = job["configuration"]["query"]["destinationTable"]
        return {"kind": "bigquery#table", "tableReference": reference, "numRows": results["totalRows"],
                "schema": results["schema"]}  # fmt: skip

    def _state(self, job: dict) -> dict:
        with self._busy:
            if not job["done"] and time.time() >= job["ends"]:
                job["done"] = True
                try:
                    done = self.database.execute(job["sql"])
                    job["rows"] = done.fetchall() if job["type"] == "SELECT" else []
                except duckdb.Error as error:
                    job["error"] = {"reason": "invalidQuery", "message": str(error).splitlines()[0]}
        status = {"state": "DONE" if job["done"] else "RUNNING"}
        if job["error"]:
            status |= {"errorResult": job["error"], "errors": [job["error"]]}
        millis = {"creationTime": str(int(job["began"] * 1000)), "startTime": str(int(job["began"] * 1000))}
        if job["done"]:
            millis["endTime"] = str(int(time.time() * 1000))
        reference = job["reference"]
        return {
            "kind": "bigquery#job",
            "id": f"{reference['projectId']}:{reference['location']}.{reference['jobId']}",
            "selfLink": f"https://bigquery.googleapis.com/bigquery/v2/projects/{self.project}/jobs/{reference['jobId']}",
            "user_email": "standin",
            "jobReference": reference,
            "configuration": job["configuration"],
            "status": status,
            "statistics": {**millis, "query": {"statementType": job["type"], "numDmlAffectedRows": "1"}},
        }

    def _results(self, job: dict, patience: float) -> dict:
        """The long poll: answers when the job is done, or without rows when patience ends."""
        time.sleep(max(0.0, min(patience, job["ends"] - time.time())))
        state = self._state(job)
        answer = {"kind": "bigquery#getQueryResultsResponse", "jobReference": job["reference"]}
        if job["error"]:
            raise self._refusal(400, job["error"]["reason"], job["error"]["message"])
        done = state["status"]["state"] == "DONE"
        if not done:
            return answer | {"jobComplete": False}
        rows = [{"f": [{"v": str(value)} for value in row]} for row in job["rows"]]
        fields = [{"name": f"f{place}", "type": "INTEGER"} for place in range(len(job["rows"][0]) if rows else 0)]
        return answer | {"jobComplete": True, "totalRows": str(len(rows)), "schema": {"fields": fields}, "rows": rows}

    @staticmethod
    def _refusal(status: int, reason: str, message: str) -> Reply:
        problem = {"message": message, "domain": "global", "reason": reason}
        return Reply(status, {"error": {"code": status, "message": message, "errors": [problem], "status": reason}})
