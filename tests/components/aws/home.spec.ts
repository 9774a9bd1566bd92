/** The MWAA home as a whole: the dev stack, each way out, adopted networks, sleep, access. */
import { execFileSync } from "node:child_process";
import { expect } from "chai";
import type { Graph } from "../../../commands/plan/record/graph";
import { defaultVersion } from "../../../config/versions";
import { counts, named, ofType, planStack, waitsFor } from "../../graph";

const vpc = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  privateRouteTableIds: ["rtb-0123456789abcdef1", "rtb-0123456789abcdef2"],
};
const mwaa = (part: object) => ({ "airflow:mwaa": part, "airflow:dags": "external" });
const environment = (graph: Graph) => named(graph, "airflow-dev-environment").inputs;
const serviceOf = (name: string) => `com.amazonaws.us-east-1.${name}`;

describe("the dev stack", () => {
  let graph: Graph;
  before(async () => {
    graph = await planStack("dev");
  });

  it("gives the environment everything that config says", () => {
    const { airflowConfigurationOptions, ...inputs } = environment(graph);
    expect(airflowConfigurationOptions).to.equal("[secret]");
    const subnets = ["private-1", "private-2"].map((part) => named(graph, `airflow-dev-network-${part}`));
    expect(inputs).to.deep.include({
      name: "airflow-dev",
      airflowVersion: defaultVersion("mwaa"),
      environmentClass: "mw1.small",
      minWorkers: 1,
      maxWorkers: 3,
      schedulers: 2,
      webserverAccessMode: "PUBLIC_ONLY",
      weeklyMaintenanceWindowStart: "SUN:03:00",
      workerReplacementStrategy: "GRACEFUL",
      executionRoleArn: graph.outputs.executionRoleArn,
      sourceBucketArn: `arn:aws:s3:::${graph.outputs.dagsBucket}`,
      dagS3Path: "dags",
      pluginsS3Path: "plugins.zip",
      requirementsS3Path: "requirements.txt",
      startupScriptS3Path: "startup.sh",
    });
    expect(subnets.map(({ inputs: subnet }) => subnet.availabilityZone)).to.deep.equal(["us-east-1a", "us-east-1b"]);
    for (const object of ["plugins", "requirements", "startupScript"])
      expect(inputs[`${object}S3ObjectVersion`], object).to.be.a("string");
  });

  it("uses the role when its policy is attached, and waits for the way out, the logs and the Google binding", () => {
    for (const earlier of [
      "airflow-dev-execution-policy",
      "airflow-dev-egress-default-1",
      "airflow-dev-egress-default-2",
      "airflow-dev-logs-Task",
      "airflow-dev-logs-Worker",
      "airflow-dev-federation-binding",
      "airflow-dev-federation-provider",
      "airflow-dev-versions",
    ])
      expect(waitsFor(graph, "airflow-dev-environment", earlier), earlier).to.equal(true);
  });

  it("binds the service account to the execution role, and no one else", () => {
    const pool = `projects/123456789012/locations/global/workloadIdentityPools/${named(graph, "airflow-dev-federation-pool").inputs.workloadIdentityPoolId}`;
    expect(named(graph, "airflow-dev-federation-binding").inputs).to.deep.equal({
      serviceAccountId: "projects/my-gcp-project/serviceAccounts/airflow-dev@my-gcp-project.iam.gserviceaccount.com",
      role: "roles/iam.workloadIdentityUser",
      member: `principalSet://iam.googleapis.com/${pool}/attribute.aws_role/arn:aws:sts::111122223333:assumed-role/airflow-dev-execution-role`,
    });
    expect(named(graph, "airflow-dev-federation-provider").inputs.attributeCondition).to.equal(
      'assertion.account == "111122223333" && assertion.arn.startsWith("arn:aws:sts::111122223333:assumed-role/airflow-dev-execution-role/")',
    );
  });

  it("hands the credential configuration to the startup script", () => {
    const script = String(named(graph, "airflow-dev-startup").inputs.content);
    expect(script).to.contain(JSON.stringify(graph.outputs.credentialConfig));
    expect(script).to.contain("export GOOGLE_CLOUD_PROJECT='my-gcp-project'");
  });

  it("keeps logs for 30 days under the stack's own key", () => {
    const key = environment(graph).kmsKey;
    expect(ofType(graph, "LogGroup").map(({ inputs: { tags: _, ...inputs } }) => inputs)).to.have.deep.members(
      ["DAGProcessing", "Scheduler", "Task", "WebServer", "Worker"].map((module) => ({
        name: `airflow-airflow-dev-${module}`,
        retentionInDays: 30,
        kmsKeyId: key,
      })),
    );
  });

  it("uploads the DAG folder and nothing beside it: the examples go up by choice only", async () => {
    const keys = (of: Graph) => ofType(of, "BucketObjectv2").map(({ inputs }) => inputs.key);
    expect(keys(graph)).to.have.members(["plugins.zip", "requirements.txt", "startup.sh"]);
    expect(keys(await planStack("dev", { "airflow:dags": "examples/dags" }))).to.include.members([
      "dags/bigquery_insert.py",
      "dags/date_kr.py",
      "dags/ecr_image.py",
    ]);
  });

  it("says where to start a DAG run", () => {
    expect(graph.outputs.trigger).to.deep.equal({
      kind: "mwaa",
      region: "us-east-1",
      environment: "airflow-dev",
      url: graph.outputs.airflowUrl,
      airflowVersion: defaultVersion("mwaa"),
    });
  });

  it("is one component, and everything else is below it", () => {
    const roots = graph.resources.filter(({ parent, type }) => parent === undefined && type !== "pulumi:pulumi:Stack");
    expect(roots.map(({ type, name }) => [type, name])).to.deep.equal([["airflow:aws:AirflowOnMwaa", "airflow-dev"]]);
    const outside = graph.resources.filter(({ urn }) => !urn.includes("airflow:aws:AirflowOnMwaa"));
    expect(outside.map(({ type }) => type).filter((type) => type !== "pulumi:pulumi:Stack")).to.deep.equal([]);
  });

  it("never loads Kubernetes", () => {
    const script = `require("./commands/plan/run").planStack(require("./commands/stack/stackFile").readStack("dev")).then(() =>
      console.log(Object.keys(require.cache).filter((path) => /@pulumi.(kubernetes|aws.index|gcp.index)/.test(path)).length))`;
    expect(execFileSync(process.execPath, ["--import", "tsx", "-e", script], { encoding: "utf8" }).trim()).to.equal(
      "0",
    );
  });
});

describe("the way out", () => {
  it("natPerZone: two addresses, two gateways, each zone's default route through its own", async () => {
    const graph = await planStack("dev", mwaa({ egress: "natPerZone" }));
    const gateways = ["nat-1", "nat-2"].map((part) => named(graph, `airflow-dev-egress-${part}`));
    const of = (key: string) => new Set(gateways.map(({ inputs }) => inputs[key]));
    for (const key of ["allocationId", "subnetId"]) {
      expect(of(key).size, key).to.equal(2);
      expect([...of(key)], key).not.to.include(undefined);
    }
    expect(waitsFor(graph, "airflow-dev-egress-default-1", "airflow-dev-egress-nat-1")).to.equal(true);
    expect(waitsFor(graph, "airflow-dev-egress-default-2", "airflow-dev-egress-nat-2")).to.equal(true);
    expect(waitsFor(graph, "airflow-dev-egress-default-2", "airflow-dev-egress-nat-1")).to.equal(false);
  });

  it("endpoints: every service, private DNS, HTTPS from the environment only, no gateway", async () => {
    const change = { ...mwaa({ egress: "endpoints" }), "airflow:google": { enabled: false } };
    const graph = await planStack("dev", change);
    const endpoints = ofType(graph, "VpcEndpoint");
    expect(endpoints.map(({ inputs }) => inputs.serviceName)).to.have.members(
      [
        "s3",
        "monitoring",
        "logs",
        "ecr.api",
        "ecr.dkr",
        "sqs",
        "kms",
        "airflow.api",
        "airflow.env",
        "secretsmanager",
      ].map(serviceOf),
    );
    for (const { inputs } of endpoints.filter(({ inputs }) => inputs.vpcEndpointType === "Interface"))
      expect(inputs).to.deep.include({ privateDnsEnabled: true }).and.to.have.property("subnetIds").with.length(2);
    const gateway = endpoints.find(({ inputs }) => inputs.vpcEndpointType === "Gateway");
    expect(gateway?.inputs).to.have.property("routeTableIds").with.length(2);
    expect(named(graph, "airflow-dev-egress-endpoints-from-1").inputs).to.deep.include({
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    expect(ofType(graph, "NatGateway")).to.deep.equal([]);
    expect(ofType(graph, "InternetGateway")).to.deep.equal([]);
    expect(graph.resources.filter(({ type }) => type.startsWith("gcp:"))).to.deep.equal([]);
  });

  it("endpoints that exist are left alone", async () => {
    const network = { ...vpc, existingEndpoints: ["s3", "logs"] };
    const graph = await planStack("dev", {
      ...mwaa({ egress: "endpoints", network }),
      "airflow:google": { enabled: false },
    });
    const services = ofType(graph, "VpcEndpoint").map(({ inputs }) => inputs.serviceName);
    expect(services).to.have.length(8).and.not.to.include(serviceOf("s3")).and.not.to.include(serviceOf("logs"));
  });

  it("existing: nothing of the network is made but the security group", async () => {
    const graph = await planStack("dev", mwaa({ egress: "existing", network: vpc }));
    expect(Object.entries(counts(graph)).filter(([type]) => /^aws:(ec2|vpc)/.test(type))).to.have.deep.members([
      ["aws:ec2/securityGroup:SecurityGroup", 1],
      ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", 1],
      ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", 1],
    ]);
    expect(environment(graph).networkConfiguration)
      .to.have.property("subnetIds")
      .that.deep.equals(vpc.privateSubnetIds);
  });

  it("makes subnets in a VPC that exists, with route tables of their own", async () => {
    const network = {
      vpcId: vpc.vpcId,
      privateSubnetCidrs: ["10.0.1.0/24", "10.0.2.0/24"],
      publicSubnetIds: vpc.privateSubnetIds,
    };
    const graph = await planStack("dev", mwaa({ egress: "nat", network }));
    expect(ofType(graph, "Subnet").map(({ inputs }) => inputs.cidrBlock)).to.deep.equal(["10.0.1.0/24", "10.0.2.0/24"]);
    expect(ofType(graph, "Vpc")).to.deep.equal([]);
    expect(ofType(graph, "RouteTable")).to.have.length(2);
  });
});

describe("what can be adopted", () => {
  it("a bucket, a key, a service account, a pool", async () => {
    const kmsKeyArn = "arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef";
    const existingPool = "projects/987654321/locations/global/workloadIdentityPools/shared-pool";
    const existingServiceAccount = "etl@other-project.iam.gserviceaccount.com";
    const graph = await planStack("dev", {
      ...mwaa({ bucketName: "my-bucket", kmsKeyArn }),
      "airflow:google": { existingPool, existingServiceAccount },
    });
    for (const type of ["Bucket", "Key", "Account", "WorkloadIdentityPool"])
      expect(ofType(graph, `:${type}`), type).to.deep.equal([]);
    expect(environment(graph)).to.deep.include({ kmsKey: kmsKeyArn, sourceBucketArn: "arn:aws:s3:::my-bucket" });
    expect(named(graph, "airflow-dev-federation-provider").inputs).to.deep.include({
      project: "987654321",
      workloadIdentityPoolId: "shared-pool",
    });
    expect(named(graph, "airflow-dev-federation-binding").inputs).to.deep.include({
      serviceAccountId: `projects/other-project/serviceAccounts/${existingServiceAccount}`,
      member: `principalSet://iam.googleapis.com/${existingPool}/attribute.aws_role/arn:aws:sts::111122223333:assumed-role/airflow-dev-execution-role`,
    });
  });

  it("AWS's own key", async () => {
    const graph = await planStack("dev", mwaa({ kmsKeyArn: "aws-owned" }));
    expect(environment(graph)).not.to.have.property("kmsKey");
    expect(ofType(graph, "Key")).to.deep.equal([]);
    expect(JSON.stringify(named(graph, "airflow-dev-encryption").inputs)).to.contain("AES256");
  });
});

describe("an Airflow option that is a secret", () => {
  it("is nowhere in plain, not in a component's arguments either", async () => {
    const graph = await planStack("dev", mwaa({ airflowOptions: { "smtp.smtp_password": "hunter2" } }));
    expect(JSON.stringify(graph)).not.to.contain("hunter2");
    expect(environment(graph).airflowConfigurationOptions).to.equal("[secret]");
  });
});

describe("access on MWAA", () => {
  it("attaches each policy to whom config names", async () => {
    const arn = (rest: string) => `arn:aws:iam::111122223333:${rest}`;
    const graph = await planStack("dev", {
      ...mwaa({}),
      "airflow:access": {
        admins: [arn("role/team/data")],
        viewers: [arn("group/analysts")],
        triggerCallers: [arn("user/ci")],
      },
    });
    expect(ofType(graph, "RolePolicyAttachment").map(({ inputs }) => inputs)).to.deep.equal([
      { role: "data", policyArn: arn("policy/airflow-dev-access-admins") },
    ]);
    expect(ofType(graph, "GroupPolicyAttachment")[0]?.inputs).to.deep.equal({
      group: "analysts",
      policyArn: arn("policy/airflow-dev-access-viewers"),
    });
    expect(ofType(graph, "UserPolicyAttachment")[0]?.inputs).to.deep.equal({
      user: "ci",
      policyArn: arn("policy/airflow-dev-access-triggerCallers"),
    });
  });
});

describe("an MWAA stack asleep", () => {
  it("has lost the environment, the gateways and their routes, and nothing else", async () => {
    const awake = await planStack("dev", { "airflow:dags": "external" });
    const asleep = await planStack("dev", { "airflow:dags": "external", "airflow:awake": "false" });
    const dagsFolder = `s3://${awake.outputs.dagsBucket}/dags`;
    expect([awake.outputs.dagsFolder, asleep.outputs.dagsFolder]).to.deep.equal([dagsFolder, dagsFolder]);
    const kept = { folder: `s3://${awake.outputs.dagsBucket}/sleep`, dags: dagsFolder };
    expect([awake.outputs.sleep, asleep.outputs.sleep]).to.deep.equal([kept, kept]);
    const urns = new Set(asleep.resources.map(({ urn }) => urn));
    const gone = awake.resources.filter(({ urn, custom }) => custom && !urns.has(urn)).map(({ name }) => name);
    expect(gone).to.have.members([
      "airflow-dev-environment",
      "airflow-dev-egress-nat-1",
      "airflow-dev-egress-default-1",
      "airflow-dev-egress-default-2",
    ]);
    const inputs = new Map(awake.resources.map((resource) => [resource.urn, resource.inputs]));
    for (const resource of asleep.resources.filter(({ custom }) => custom))
      expect(resource.inputs, resource.name).to.deep.equal(inputs.get(resource.urn));
  });
});

describe("the order in which AWS takes things", () => {
  /** What must be there before what; AWS refuses the other order, and the provider does not wait for it. */
  const orders: [later: string, earlier: string][] = [
    ["airflow-dev-egress-nat-1", "airflow-dev-network-internet"],
    ["airflow-dev-egress-nat-1", "airflow-dev-network-public-default"],
    ["airflow-dev-environment", "airflow-dev-network-from-itself"],
    ["airflow-dev-environment", "airflow-dev-network-to-anywhere"],
    ["airflow-dev-environment", "airflow-dev-public-access"],
    ["airflow-dev-environment", "airflow-dev-tls-only"],
    ["airflow-dev-environment", "airflow-dev-encryption"],
    ["airflow-dev-plugins", "airflow-dev-versions"],
    ["airflow-dev-requirements", "airflow-dev-encryption"],
  ];
  let graph: Graph;
  before(async () => {
    graph = await planStack("dev", { "airflow:dags": "external" });
  });

  for (const [later, earlier] of orders)
    it(`${later} comes after ${earlier}`, () => {
      // Of the resource itself: a component's arguments may come and go.
      const { type } = named(graph, later);
      expect(type).to.match(/^aws:/);
      expect(waitsFor(graph, later, earlier)).to.equal(true);
    });

  it("endpoints come after the rules of their group", async () => {
    const change = {
      "airflow:mwaa": { egress: "endpoints" },
      "airflow:google": { enabled: false },
      "airflow:dags": "external",
    };
    const withEndpoints = await planStack("dev", change);
    for (const service of ["sqs", "airflow.api"])
      expect(waitsFor(withEndpoints, "airflow-dev-environment", `airflow-dev-egress-${service}`), service).to.equal(
        true,
      );
    expect(waitsFor(withEndpoints, "airflow-dev-environment", "airflow-dev-egress-endpoints-from-1")).to.equal(true);
  });
});

describe("a private page in a new VPC", () => {
  it("is opened from the VPC's own range, and a public one from nowhere there", async () => {
    const change = (webserverAccess: string) => ({ "airflow:mwaa": { webserverAccess }, "airflow:dags": "external" });
    expect(named(await planStack("dev", change("PRIVATE_ONLY")), "airflow-dev-network-https").inputs).to.deep.include({
      cidrIpv4: "10.192.0.0/16",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    const rules = ofType(await planStack("dev", change("PUBLIC_ONLY")), "SecurityGroupIngressRule");
    expect(rules.map(({ name }) => name)).to.deep.equal(["airflow-dev-network-from-itself"]);
  });
});

describe("what lies in the bucket", () => {
  const encrypted = async (mwaa: object) => {
    const graph = await planStack("dev", { "airflow:mwaa": mwaa });
    const key = environment(graph).kmsKey;
    const ways = ofType(graph, "BucketObjectv2").map(({ inputs }) => inputs.kmsKeyId ?? inputs.serverSideEncryption);
    return { key, ways: [...new Set(ways)] };
  };

  it("is encrypted with the stack's key, said for each object: a new key means a new upload", async () => {
    const { key, ways } = await encrypted({});
    expect(key).to.match(/^arn:aws:kms:/);
    expect(ways).to.deep.equal([key]);
    expect((await encrypted({ kmsKeyArn: "aws-owned" })).ways).to.deep.equal(["AES256"]);
  });

  it("of another owner is encrypted as that one says", async () => {
    expect((await encrypted({ bucketName: "team-bucket" })).ways).to.deep.equal([undefined]);
  });
});
