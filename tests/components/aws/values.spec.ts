/** What the MWAA home computes without a cloud, by exact value: ranges, counts, logs, options, retries, the zip. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { unzipSync } from "fflate";
import {
  airflowOptionsOf,
  countsOf,
  loggingOf,
  timeoutsOf,
  workerReplacementOf,
} from "../../../components/aws/mwaa/environmentSpec";
import { secondsToNextTry, waits } from "../../../components/aws/mwaa/rolePropagation";
import { isAligned, quarters } from "../../../components/aws/network/cidr";
import { checkZones } from "../../../components/aws/network/zones";
import { filesBelow } from "../../../components/shared/folder";
import { zipFile, zipFolders } from "../../../components/shared/pluginsZip";
import { mwaa } from "../../../config/mwaa/keys";

describe("ranges", () => {
  it("are cut in quarters", () => {
    expect(quarters("10.192.0.0/16")).to.deep.equal([
      "10.192.0.0/18",
      "10.192.64.0/18",
      "10.192.128.0/18",
      "10.192.192.0/18",
    ]);
    expect(quarters("172.31.255.0/24")).to.deep.equal([
      "172.31.255.0/26",
      "172.31.255.64/26",
      "172.31.255.128/26",
      "172.31.255.192/26",
    ]);
    expect(quarters("200.0.0.0/17")[3]).to.equal("200.0.96.0/19");
  });

  it("start on their boundary", () => {
    expect(isAligned("10.192.0.0/16")).to.equal(true);
    expect(isAligned("10.192.5.0/16")).to.equal(false);
    expect(isAligned("10.0.128.0/17")).to.equal(true);
    expect(isAligned("10.0.64.0/17")).to.equal(false);
  });
});

describe("counts of an environment", () => {
  const two = { minWebservers: 2, maxWebservers: 2 };
  for (const [what, config, counts] of [
    ["defaults", {}, { minWorkers: 1, maxWorkers: 5, schedulers: 2, ...two }],
    [
      "every other class too",
      { environmentClass: "mw1.2xlarge" },
      { minWorkers: 1, maxWorkers: 5, schedulers: 2, ...two },
    ],
    [
      "more web servers at the peak",
      { maxWebservers: 4 },
      { minWorkers: 1, maxWorkers: 5, schedulers: 2, minWebservers: 2, maxWebservers: 4 },
    ],
    [
      "micro",
      { environmentClass: "mw1.micro" },
      { minWorkers: 1, maxWorkers: 1, schedulers: 1, minWebservers: 1, maxWebservers: 1 },
    ],
    ["many workers at least", { minWorkers: 5 }, { minWorkers: 5, maxWorkers: 5, schedulers: 2, ...two }],
    [
      "web servers",
      { minWebservers: 3 },
      { minWorkers: 1, maxWorkers: 5, schedulers: 2, minWebservers: 3, maxWebservers: 3 },
    ],
  ] as const)
    it(what, () => expect(countsOf(mwaa.parse(config))).to.deep.equal(counts));
});

describe("how workers are replaced", () => {
  it("is gracefully, where the region can and config does not say otherwise", () => {
    expect(workerReplacementOf(undefined, "us-east-1")).to.equal("GRACEFUL");
    for (const region of ["ca-west-1", "ap-southeast-5"])
      expect(workerReplacementOf(undefined, region), region).to.equal("FORCED");
    expect(workerReplacementOf("FORCED", "us-east-1")).to.equal("FORCED");
  });
});

describe("how long an environment is waited for", () => {
  it("is longer than the provider's two hours for a creation, and than the 12 hours of a graceful update", () => {
    expect(timeoutsOf("GRACEFUL")).to.deep.equal({ create: "150m", update: "13h", delete: "90m" });
    expect(timeoutsOf("FORCED")).to.deep.equal({ create: "150m", update: "90m", delete: "90m" });
  });
});

describe("logging and options", () => {
  it("turn a log off without losing its level", () => {
    const { taskLogs, workerLogs } = loggingOf(mwaa.parse({ logging: { worker: "OFF", task: "DEBUG" } }).logging);
    expect(taskLogs).to.deep.equal({ enabled: true, logLevel: "DEBUG" });
    expect(workerLogs).to.deep.equal({ enabled: false, logLevel: "WARNING" });
  });

  it("read connections from Secrets Manager, unless config says otherwise", () => {
    expect(airflowOptionsOf("dev", { "core.default_timezone": "utc" })).to.deep.equal({
      "secrets.backend": "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend",
      "secrets.backend_kwargs":
        '{"connections_prefix":"airflow/dev/connections","connections_lookup_pattern":"^(?!aws_default$).*$","variables_prefix":"airflow/dev/variables","config_prefix":null}',
      "core.default_timezone": "utc",
    });
    expect(airflowOptionsOf("dev", { "secrets.backend": "mine" })["secrets.backend"]).to.equal("mine");
  });
});

describe("a retry while a new role propagates", () => {
  const refused =
    "creating MWAA Environment (dev): operation error MWAA: CreateEnvironment, ValidationException: The execution role arn:… could not be assumed";
  it("waits longer each time, then gives up", () => {
    const seen = waits.map((_wait, failures) => secondsToNextTry(Array(failures + 1).fill(refused), "create", 60));
    expect(seen).to.deep.equal([10, 20, 30, 60, 180]);
    expect(secondsToNextTry(Array(6).fill(refused), "create", 60)).to.equal(undefined);
  });

  it("is for a young role: what an old one may not do, it will not be allowed by waiting", () => {
    expect(secondsToNextTry([refused], "create", 299)).to.equal(10);
    expect(secondsToNextTry([refused], "create", 300)).to.equal(undefined);
  });

  it("knows each way in which MWAA says it", () => {
    for (const reason of [
      "Provided role does not have sufficient permissions for s3 location airflow-dev-bucket/plugins.zip",
      "Unable to check PublicAccessBlock configuration for the account 111122223333",
      "The execution role is not authorized to perform airflow:PublishMetrics",
    ])
      expect(secondsToNextTry([`ValidationException: ${reason}`], "create", 60), reason).to.equal(10);
  });

  it("is for that error of a creation only", () => {
    expect(secondsToNextTry([refused], "update", 60)).to.equal(undefined);
    expect(secondsToNextTry(["ValidationException: Subnets are in the same availability zone"], "create", 60)).to.equal(
      undefined,
    );
    expect(secondsToNextTry(["AccessDeniedException: not authorized to perform iam:PassRole"], "create", 60)).to.equal(
      undefined,
    );
  });
});

describe("zones of subnets that exist", () => {
  it("must differ", () => {
    const both = (second: string) => () =>
      checkZones([
        { id: "subnet-1", availabilityZone: "us-east-1a" },
        { id: "subnet-2", availabilityZone: second },
      ]);
    expect(both("us-east-1b")).not.to.throw();
    expect(both("us-east-1a")).to.throw(
      `airflow:mwaa.network.privateSubnetIds is ["subnet-1","subnet-2"]; both are in us-east-1a, and MWAA needs two zones. Fix: pulumi config set --path 'airflow:mwaa.network.privateSubnetIds[1]' a private subnet of the VPC in another zone`,
    );
  });
});

describe("plugins.zip", () => {
  let folder: string;
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const digest = () =>
    createHash("sha256")
      .update(zipFolders([folder]))
      .digest("hex");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plugins-"));
    mkdirSync(join(folder, "pkg", "__pycache__"), { recursive: true });
    put("b.py", "b = 1\n");
    put("a.py", "a = 1\n");
    put("pkg/__init__.py", "");
    put("pkg/__pycache__/x.pyc", "junk");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("holds the folder's contents, not the folder, sorted, without caches", () => {
    expect(filesBelow(folder)).to.deep.equal(["a.py", "b.py", "pkg/__init__.py"]);
    expect(Object.keys(unzipSync(zipFolders([folder])))).to.deep.equal(["a.py", "b.py", "pkg/__init__.py"]);
    expect(Buffer.from(unzipSync(zipFolders([folder]))["a.py"] as Uint8Array).toString()).to.equal("a = 1\n");
  });

  it("has the same bytes for the same input, at any time and in any zone, and others for another", () => {
    const first = digest();
    utimesSync(join(folder, "a.py"), 1, 1);
    const zone = process.env.TZ;
    process.env.TZ = "Asia/Tokyo";
    expect(digest()).to.equal(first);
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    put("a.py", "a = 2\n");
    expect(digest()).not.to.equal(first);
  });

  it("stores wheels as they are, which are zips themselves", () => {
    put("six-1.17.0-py2.py3-none-any.whl", "x".repeat(10_000));
    const bytes = zipFolders([folder]);
    expect(bytes.length).to.be.greaterThan(10_000);
    expect(unzipSync(bytes)["six-1.17.0-py2.py3-none-any.whl"]).to.have.length(10_000);
  });

  it("is the same file for the same input, named by its content", () => {
    const path = zipFile([folder], join(folder, "..", "zips"));
    expect(zipFile([folder], join(folder, "..", "zips"))).to.equal(path);
    expect(readFileSync(path)).to.deep.equal(Buffer.from(zipFolders([folder])));
  });
});
