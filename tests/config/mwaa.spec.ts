/** Every mistake in the config of an MWAA stack gets one clear line; defaults suit a small team. */
import { expect } from "chai";
import { ConfigError, parseStackConfig } from "../../config";
import { defaultVersion, mwaaVersionWarnings } from "../../config/versions";
import { teller } from "../../config/words/tell";
import { type Change, changed } from "../graph";
import { badConfigs } from "./badConfigs";

const tellAll = teller(() => false);
const good: Record<string, string> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "gcp:project": "data-project",
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
};

function messages(config: Record<string, string>): string[] {
  try {
    parseStackConfig(config, "dev");
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => problem.message);
    throw error;
  }
}

describe("stack config of an MWAA stack", () => {
  it("takes the good config that the bad ones are made from", () => {
    expect(messages(good)).to.deep.equal([]);
  });

  for (const [what, change, message] of badConfigs)
    it(`refuses ${what}`, () => expect(messages(changed(good, change))).to.deep.equal([message]));

  it("tells all problems together, rules across keys included, and none twice", () => {
    const found = messages(
      changed(good, {
        "gcp:project": undefined,
        "airflow:nme": "x",
        "airflow:mwaa": { environmentClass: "mw1.micro", schedulers: 2, egress: "endpoints", logging: { task: "INF" } },
      }),
    );
    expect(found.map((line) => line.split(" ")[0])).to.deep.equal([
      "airflow:mwaa.logging.task",
      "airflow:nme",
      "gcp:project",
      "airflow:mwaa.schedulers",
      "airflow:mwaa.egress",
    ]);
  });

  it("leaves out rules whose keys are already known to be wrong", () => {
    const mwaa = { environmentClass: "mw1.tiny", schedulers: 1 };
    expect(messages(changed(good, { "airflow:mwaa": mwaa }))).to.have.length(1);
  });

  it("counts the problems in the error's first line", () => {
    expect(() => parseStackConfig(changed(good, { "aws:region": undefined, "gcp:project": "x" }), "dev"))
      .to.throw(ConfigError)
      .with.property("message")
      .that.matches(/^2 problems in the stack config:\n {2}aws:region is not set/);
  });
});

describe("values of Airflow options", () => {
  for (const value of ["", "é"])
    it(`are refused where MWAA takes none such: "${value}"`, () =>
      expect(messages(changed(good, { "airflow:mwaa": { airflowOptions: { "core.x": value } } }))).to.deep.equal([
        `airflow:mwaa.airflowOptions["core.x"] is "set"; its value is empty, or has more than printable ASCII, which is all that MWAA takes. Fix: pulumi config rm --path 'airflow:mwaa.airflowOptions["core.x"]'`,
      ]));
});

describe("defaults of an MWAA stack", () => {
  it("are what a small team needs", () => {
    expect(parseStackConfig(good, "dev")).to.deep.equal({
      platform: "mwaa",
      name: "airflow-dev",
      airflowVersion: defaultVersion("mwaa"),
      awake: true,
      protection: false,
      dags: "external",
      aws: { region: "us-east-1", accountId: "444455556666" },
      gcpProject: "data-project",
      google: { enabled: true, enableApis: true, roles: ["roles/bigquery.jobUser", "roles/bigquery.dataEditor"] },
      access: { admins: [], viewers: [], triggerCallers: [], operators: [] },
      mwaa: {
        environmentClass: "mw1.small",
        webserverAccess: "PUBLIC_ONLY",
        maintenanceWindow: "SUN:03:00",
        network: { vpcCidr: "10.192.0.0/16", existingEndpoints: [] },
        egress: "nat",
        keepAddresses: true,
        dagPath: "dags",
        logging: {
          dagProcessing: "WARNING",
          scheduler: "WARNING",
          task: "INFO",
          webserver: "WARNING",
          worker: "WARNING",
        },
        logRetentionDays: 30,
        airflowOptions: {},
        ecrRepositories: [],
        policyArns: [],
        tags: {},
        trustedPrincipals: [],
        packages: { source: "pypi" },
        endpointManagement: "SERVICE",
        fixedPolicyNames: false,
      },
      warnings: [],
    });
  });

  it("make a name that fits from any stack's", () => {
    const { name } = parseStackConfig(good, "My_Very.Long-Stack-Name-For-Production-EU");
    expect(name).to.equal("airflow-my-very-long-stack-name");
  });

  it("take an account id that Pulumi stored as a number", () => {
    const settings = parseStackConfig(changed(good, { "aws:allowedAccountIds": [444455556666] }), "dev");
    expect(settings.platform === "mwaa" && settings.aws.accountId).to.equal("444455556666");
  });

  it("need no Google project where Google is off", () => {
    const off = {
      "gcp:project": undefined,
      "airflow:google": { enabled: false },
      "airflow:mwaa": { egress: "endpoints" },
    };
    expect(messages(changed(good, off))).to.deep.equal([]);
  });
});

describe("warnings of an MWAA stack", () => {
  const warnings = (change: Change) => parseStackConfig(changed(good, change), "dev").warnings;

  it("name a version that nobody has confirmed", () => {
    expect(warnings({ "airflow:airflowVersion": "9.9.9" })).to.deep.equal(mwaaVersionWarnings("9.9.9", tellAll));
  });

  it("say that endpoints alone do not reach PyPI", () => {
    const off = {
      "airflow:google": { enabled: false },
      "airflow:mwaa": { egress: "endpoints", webserverAccess: "PUBLIC_AND_PRIVATE" },
    };
    expect(warnings(off)).to.deep.equal([
      "airflow:mwaa.egress endpoints: the environment cannot reach PyPI, so requirements.txt can name only what plugins.zip or the image has (airflow:mwaa.packages.source), and the example DAGs for BigQuery and ECR will not import.",
    ]);
  });

  it("name an administrator's role, a fixed pool id, a private web server", () => {
    const mwaa = { webserverAccess: "PRIVATE_ONLY" };
    const google = { roles: ["roles/bigquery.admin"], poolId: "pl-aws-mwaa" };
    expect(warnings({ "airflow:google": google, "airflow:mwaa": mwaa })).to.deep.equal([
      "airflow:google.roles: roles/bigquery.admin is an administrator's role; every DAG author gets it.",
      "airflow:google: a fixed pool or provider id stays taken for 30 days after destroy; `up` after `destroy` then fails with 409.",
      "airflow:mwaa.webserverAccess PRIVATE_ONLY: the Airflow page can be opened from inside the VPC only (VPN, peering, bastion), and requirements.txt needs wheels that plugins.zip or an index inside the VPC has (airflow:mwaa.packages.source).",
    ]);
  });

  it("say that nobody opens a private page through a group that admits itself only", () => {
    const network = {
      vpcId: "vpc-0123456789abcdef0",
      privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
    };
    const found = warnings({ "airflow:mwaa": { webserverAccess: "PRIVATE_ONLY", egress: "existing", network } });
    expect(found[1]).to.match(/admits itself only, so nobody opens the page/);
    const own = { ...network, securityGroupIds: ["sg-0123456789abcdef0"] };
    expect(
      warnings({ "airflow:mwaa": { webserverAccess: "PRIVATE_ONLY", egress: "existing", network: own } }),
    ).to.have.length(1);
  });

  it("say that workers of Airflow 3 may not reach a public web server through endpoints", () => {
    const off = (mwaa: object, version?: string) => ({
      "airflow:google": { enabled: false },
      "airflow:mwaa": { egress: "endpoints", ...mwaa },
      ...(version && { "airflow:airflowVersion": version }),
    });
    expect(warnings(off({}))[1]).to.equal(
      "airflow:mwaa.webserverAccess PUBLIC_ONLY: workers of Airflow 3 call the web server, and AWS does not say that a VPC with endpoints alone reaches a public one. Safe are PUBLIC_AND_PRIVATE (Airflow 3.2 and later) and PRIVATE_ONLY.",
    );
    expect(warnings(off({}, "2.11.2"))).to.have.length(1);
    expect(warnings(off({ webserverAccess: "PUBLIC_AND_PRIVATE" }))).to.have.length(1);
  });
});
