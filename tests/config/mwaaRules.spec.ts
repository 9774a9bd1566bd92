/** Rules across the keys of an MWAA stack: the whole line that each mistake gets, and what is just good enough to pass. */
import { expect } from "chai";
import { ConfigError, parseStackConfig } from "../../config";
import { retentionDays } from "../../config/mwaa/keys";
import { type Change, changed } from "../graph";

const base: Record<string, string> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
  "airflow:google": '{"enabled":false}',
};
const around = { uploads: () => [], userText: () => "" };

const parsed = (change: Change, secret?: string) =>
  parseStackConfig(changed(base, change), "dev", (key) => key === secret, around);

/** Problems; `secret` is a top-level key with something encrypted in it. */
function messages(change: Change, secret?: string): string[] {
  try {
    parsed(change, secret);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

const m = (part: object): Change => ({ "airflow:mwaa": part });
const n = (network: object, more: object = {}): Change => m({ network, ...more });
const vpc = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
};
const existing = { egress: "existing" };
const perZone = { egress: "natPerZone" };
const publicSubnetIds = ["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"];
const tables = ["rtb-0123456789abcdef1", "rtb-0123456789abcdef2"];
const key = (region: string) => `arn:aws:kms:${region}:444455556666:key/01234567-89ab-cdef-0123-456789abcdef`;
const role = (name: string) => `arn:aws:iam::444455556666:role/${name}`;
const ofIdentityCenter = (name: string): [Change, string] => [
  { "airflow:access": { admins: [role(name)] } },
  `airflow:access.admins[0] is "${role(name)}"; IAM Identity Center owns the role, and refuses that a policy is attached to it. Fix: pulumi config rm --path 'airflow:access.admins[0]' && pulumi config set --path 'airflow:mwaa.fixedPolicyNames' true, then name the policy of \`pulumi stack output accessPolicyArns\` in the permission set`,
];
const page = (...pageFrom: string[]) => n({ pageFrom }, { webserverAccess: "PRIVATE_ONLY" });
const peer = (text: string) =>
  `airflow:mwaa.network.pageFrom[0] is "${text}"; allowed: an IPv4 range that starts on its own boundary, a prefix list pl-… or a security group sg-…. Fix: pulumi config set --path 'airflow:mwaa.network.pageFrom[0]' 10.0.0.0/8`;
const noFolder = (path: string) =>
  `airflow:mwaa.dagPath is "${path}"; allowed: a folder of the bucket, with no part that is . or .. in it. Fix: pulumi config set --path 'airflow:mwaa.dagPath' dags`;
const both = (version: string): Change => ({
  "airflow:airflowVersion": version,
  ...m({ webserverAccess: "PUBLIC_AND_PRIVATE" }),
});
const notBoth = (version: string) =>
  `airflow:mwaa.webserverAccess is "PUBLIC_AND_PRIVATE"; it needs Airflow 3.2 or later, and airflow:airflowVersion is ${version}. Fix: pulumi config set --path 'airflow:mwaa.webserverAccess' PUBLIC_ONLY`;
const noRegion = (region: string, near: string) =>
  `aws:region is "${region}"; allowed: a region that there is (AWS's own list in botocore, DATE). Fix: pulumi config set aws:region ${near}`;

const withoutDate = (line: string) => line.replace(/(botocore, )\d{4}-\d\d-\d\d/, "$1DATE");

const bad: [what: string, change: Change, message: string][] = [
  [
    "no route tables for a gateway in each zone",
    n({ ...vpc, publicSubnetIds }, perZone),
    "airflow:mwaa.network.privateRouteTableIds is not set; it needs the route tables of the private subnets, where a default route is put. Fix: pulumi config set --path 'airflow:mwaa.network.privateRouteTableIds[0]' 'rtb-…' && pulumi config set --path 'airflow:mwaa.network.privateRouteTableIds[1]' 'rtb-…'",
  ],
  [
    "one route table for a gateway in each zone",
    n({ ...vpc, publicSubnetIds, privateRouteTableIds: tables.slice(1) }, perZone),
    "airflow:mwaa.network.privateRouteTableIds[1] is not set; it needs the route tables of the private subnets, where a default route is put. Fix: pulumi config set --path 'airflow:mwaa.network.privateRouteTableIds[1]' 'rtb-…'",
  ],
  [
    "endpoints of a new VPC with NAT",
    n({ existingEndpoints: ["s3"] }),
    "airflow:mwaa.network.existingEndpoints is [\"s3\"]; a new VPC has no endpoints yet. Fix: pulumi config rm --path 'airflow:mwaa.network.existingEndpoints'",
  ],
  [
    "zones of another region",
    n({ zones: ["us-east-1a", "us-west-2b"] }),
    "airflow:mwaa.network.zones is [\"us-east-1a\",\"us-west-2b\"]; allowed: two zones of aws:region, us-east-1. Fix: pulumi config rm --path 'airflow:mwaa.network.zones' && pulumi config set --path 'airflow:mwaa.network.zones[0]' us-east-1a && pulumi config set --path 'airflow:mwaa.network.zones[1]' us-east-1b",
  ],
  [
    "overlapping subnets",
    n({ vpcId: vpc.vpcId, privateSubnetCidrs: ["10.0.0.0/16", "10.0.1.0/24"] }, existing),
    'airflow:mwaa.network.privateSubnetCidrs is ["10.0.0.0/16","10.0.1.0/24"]; the two overlap. Fix: pulumi config set --path \'airflow:mwaa.network.privateSubnetCidrs[1]\' another',
  ],
  [
    "zones for subnets that exist",
    n({ ...vpc, zones: ["us-east-1a", "us-east-1b"] }, existing),
    'airflow:mwaa.network.zones is ["us-east-1a","us-east-1b"]; the subnets exist and have their zones. Fix: pulumi config rm --path \'airflow:mwaa.network.zones\'',
  ],
  ["a region that is spelt almost right", { "aws:region": "us-wset-2" }, noRegion("us-wset-2", "us-west-2")],
  ["a region that is like none", { "aws:region": "qq-nowhere-9" }, noRegion("qq-nowhere-9", "us-east-1")],
  ["a role of Identity Center, in its path", ...ofIdentityCenter("aws-reserved/AWSReservedSSO_A_0")],
  ["a role of Identity Center, without its path", ...ofIdentityCenter("AWSReservedSSO_A_0")],
  ["DAGs in the bucket itself", m({ dagPath: "." }), noFolder(".")],
  ["DAGs in a folder with a dot before it", m({ dagPath: "./dags" }), noFolder("./dags")],
  ["DAGs in a folder above", m({ dagPath: "a/../dags" }), noFolder("a/../dags")],
  [
    "more web servers at least than at most",
    m({ minWebservers: 4, maxWebservers: 3 }),
    "airflow:mwaa.minWebservers is 4; it is more than airflow:mwaa.maxWebservers, 3. Fix: pulumi config set --path 'airflow:mwaa.maxWebservers' 4",
  ],
  ["both web servers in Airflow 3.1", both("3.1.0"), notBoth("3.1.0")],
  ["both web servers in Airflow 2.2, whose second number is enough", both("2.2.2"), notBoth("2.2.2")],
  [
    "a key of another region",
    m({ kmsKeyArn: key("eu-west-1") }),
    `airflow:mwaa.kmsKeyArn is "${key("eu-west-1")}"; allowed: a key in aws:region, us-east-1. Fix: pulumi config set --path 'airflow:mwaa.kmsKeyArn' arn:aws:kms:us-east-1:ACCOUNT:key/ID`,
  ],
];

const good: [what: string, change: Change][] = [
  ["policies for a new role", m({ policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] })],
  ["a private page that a new group opens", page("10.0.0.0/8")],
  ["a page for all, for one, for a part", page("0.0.0.0/0", "199.249.255.255/32", "100.64.0.0/19")],
  ["a page for a prefix list and a group", page("pl-01234567", "sg-0123456789abcdef0")],
  ["somebody else's endpoints in a VPC of theirs", n(vpc, { endpointManagement: "CUSTOMER", egress: "existing" })],
  ["two of all for a gateway in each zone", n({ ...vpc, publicSubnetIds, privateRouteTableIds: tables }, perZone)],
  ["no route table where S3 has its endpoint", n({ ...vpc, existingEndpoints: ["s3"] }, { egress: "endpoints" })],
  ["subnets side by side", n({ vpcId: vpc.vpcId, privateSubnetCidrs: ["10.0.0.0/24", "10.0.1.0/24"] }, existing)],
  ["dots in the names of folders", m({ dagPath: "a.b/...c" })],
  ["a role with a name like one of Identity Center", { "airflow:access": { admins: [role("MyAWSReservedSSO_A")] } }],
  ["as many web servers at least as at most", m({ minWebservers: 3, maxWebservers: 3 })],
  ["fewer web servers at least than at most", m({ minWebservers: 2, maxWebservers: 3 })],
  ["web servers at least, and no word of the most", m({ minWebservers: 3 })],
  ["web servers at most, and no word of the least", m({ maxWebservers: 3 })],
  ["as many workers at least as the default at most", m({ minWorkers: 5 })],
  ["both web servers in Airflow 3.2", both("3.2.0")],
  ["both web servers in Airflow 3.10", both("3.10.0")],
  ["both web servers in Airflow 4.0", both("4.0.0")],
  ["a key of the region", m({ kmsKeyArn: key("us-east-1") })],
  ["the key of AWS", m({ kmsKeyArn: "aws-owned" })],
];

describe("rules across the keys of an MWAA stack", () => {
  for (const [what, change, message] of bad)
    it(`refuse ${what}`, () => expect(messages(change).map(withoutDate)).to.deep.equal([message]));

  for (const [what, change] of good) it(`take ${what}`, () => expect(messages(change)).to.deep.equal([]));

  for (const text of ["10.0.0.0", "x10.0.0.0/8", "10.0.0.0/8x", "10.0.0.0/33", "256.0.0.0/8", "pl-0123456", "sg-x"])
    it(`refuse a page that is open from ${text}`, () => expect(messages(page(text))).to.deep.equal([peer(text)]));

  it("take logs that are kept for any number of days that CloudWatch knows", () =>
    expect(retentionDays.flatMap((logRetentionDays) => messages(m({ logRetentionDays })))).to.deep.equal([]));
});

describe("what is encrypted is not told where another key's line names it", () => {
  const cases: [what: string, change: Change, secret: string, message: string][] = [
    [
      "the region, for zones",
      n({ zones: ["us-west-2a", "us-west-2b"] }),
      "aws:region",
      "airflow:mwaa.network.zones is [\"us-west-2a\",\"us-west-2b\"]; allowed: two zones of aws:region, [secret]. Fix: pulumi config rm --path 'airflow:mwaa.network.zones' && pulumi config set --path 'airflow:mwaa.network.zones[0]' '[secret]a' && pulumi config set --path 'airflow:mwaa.network.zones[1]' '[secret]b'",
    ],
    [
      "the region, for a key",
      m({ kmsKeyArn: key("eu-west-1") }),
      "aws:region",
      `airflow:mwaa.kmsKeyArn is "${key("eu-west-1")}"; allowed: a key in aws:region, [secret]. Fix: pulumi config set --path 'airflow:mwaa.kmsKeyArn' 'arn:aws:kms:[secret]:ACCOUNT:key/ID'`,
    ],
    ["the version", both("3.1.0"), "airflow:airflowVersion", notBoth("[secret]")],
    [
      "the account",
      { "airflow:access": { viewers: ["ada"] } },
      "aws:allowedAccountIds",
      "airflow:access.viewers[0] is \"ada\"; allowed: the ARN of an IAM role, user or group of account [secret]. Fix: pulumi config set --path 'airflow:access.viewers[0]' 'arn:aws:iam::[secret]:role/data-team'",
    ],
  ];
  for (const [what, change, secret, message] of cases)
    it(what, () => expect(messages(change, secret)).to.deep.equal([message]));
});

describe("Airflow options", () => {
  const option = (name: string, why: string) =>
    `airflow:mwaa.airflowOptions["${name}"] is "set"; ${why}. Fix: pulumi config rm --path 'airflow:mwaa.airflowOptions["${name}"]'`;
  const put = (airflowOptions: unknown) => m({ airflowOptions });

  const own: [value: string, ...options: string[]][] = [
    ["its own address", "api.base_url", "core.execution_api_server_url", "webserver.base_url"],
    ["a secret of its own", "api.secret_key", "api_auth.jwt_secret", "core.fernet_key", "webserver.secret_key"],
    ["its own", "api_auth.jwt_algorithm", "core.simple_auth_manager_users"],
    ["its own", "celery_broker_transport_options.visibility_timeout"],
    ["its own queue", "celery.broker_url", "operators.default_queue"],
    ["its own module", "celery.celery_config_options"],
    ["its own database", "celery.result_backend", "database.sql_alchemy_conn"],
    ["False", "celery.worker_enable_remote_control", "core.load_examples", "core.multi_team"],
    ["False", "logging.colored_console_log", "triggerer.queues_enabled"],
    ["its own login, by IAM", "core.auth_manager"],
    ["CeleryExecutor (LocalExecutor on mw1.micro)", "core.executor"],
    ["True", "core.simple_auth_manager_all_admins", "metrics.statsd_on", "scheduler.standalone_dag_processor"],
    ["86400", "execution_api.jwt_expiration_time"],
    ["its own file", "fab.config_file"],
    ["its own, which writes to CloudWatch", "logging.logging_config_class"],
    ["localhost", "metrics.statsd_host"],
    ["8125", "metrics.statsd_port"],
    ["airflow", "metrics.statsd_prefix"],
    ["a file of its own", "webserver.config_file"],
  ];
  for (const [value, ...options] of own)
    it(`that MWAA sets to ${value} are refused: ${options.join(", ")}`, () =>
      expect(messages(put(Object.fromEntries(options.map((name) => [name, "x"]))))).to.deep.equal(
        options.map((name) => option(name, `MWAA sets it after yours, to ${value}: yours would do nothing`)),
      ));

  it("have names of at most 64 characters", () => {
    const name = `core.${"x".repeat(59)}`;
    expect(messages(put({ [name]: "1" }))).to.deep.equal([]);
    const told = option(`${name}x`, "MWAA takes names of at most 64 characters");
    expect(messages(put({ [`${name}x`]: "1" }))).to.deep.equal([told]);
  });

  const oneLine = "MWAA takes values of one line only";
  for (const value of ["a\rb", "a\nb"])
    it(`have values of one line: ${JSON.stringify(value)}`, () =>
      expect(messages(put({ "core.x": value }))).to.deep.equal([option("core.x", oneLine)]));

  const unprintable = "its value is empty, or has more than printable ASCII, which is all that MWAA takes";
  for (const value of ["", "a\tb", "aä", "äa"])
    it(`do not take ${value.length} characters: ${JSON.stringify(value.slice(0, 9))}`, () =>
      expect(messages(put({ "core.x": value }))).to.deep.equal([option("core.x", unprintable)]));

  it("are no longer than MWAA takes", () =>
    expect(messages(put({ "core.x": "x".repeat(65_537) }))).to.deep.equal([
      option("core.x", "MWAA takes values of at most 65536 characters"),
    ]));

  for (const value of [" ", "~", "two words", "x".repeat(65536)])
    it(`take ${value.length} characters: ${JSON.stringify(value.slice(0, 9))}`, () =>
      expect(messages(put({ "core.x": value }))).to.deep.equal([]));

  it("may stand by section, by section.key, or both", () => {
    const settings = parsed(put({ smtp: { smtp_host: "x", smtp_port: 25 }, "core.parallelism": 32 }));
    expect(settings.platform === "mwaa" && settings.mwaa.airflowOptions).to.deep.equal({
      "smtp.smtp_host": "x",
      "smtp.smtp_port": "25",
      "core.parallelism": "32",
    });
  });

  for (const [value, told] of [
    [null, '"[secret]"'],
    [[], '"[secret]"'],
    [5, '"[secret]"'],
    [{ core: null }, '{"core":"[secret]"}'],
    [{ core: [] }, '{"core":"[secret]"}'],
    [{ core: 5 }, '{"core":"[secret]"}'],
  ] as const)
    it(`are no ${JSON.stringify(value)}`, () =>
      expect(messages(put(value))).to.deep.equal([
        `airflow:mwaa.airflowOptions is ${told}; allowed: section.key to a value, such as core.default_timezone to utc. Fix: pulumi config rm --path 'airflow:mwaa.airflowOptions' && pulumi config set --path 'airflow:mwaa.airflowOptions["core.default_timezone"]' utc`,
      ]));
});
