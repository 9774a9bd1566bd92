/** The two examples, compared with what their authors built by hand. */
import { expect } from "chai";
import type { Graph } from "../../../commands/plan/record/graph";
import { counts, named, ofType, planExample, waitsFor } from "../../graph";

describe("examples/s0.yaml makes what was built by hand for keyless BigQuery", () => {
  let graph: Graph;
  before(async () => {
    graph = await planExample("s0");
  });

  it("the service account and its role", () => {
    expect(named(graph, "mwaa-wif-google-account").inputs.accountId).to.equal("sa-aws-mwaa");
    expect(named(graph, "mwaa-wif-google-bigquery.admin").inputs).to.deep.equal({
      project: "my-gcp-project",
      role: "roles/bigquery.admin",
      member: "serviceAccount:sa-aws-mwaa@my-gcp-project.iam.gserviceaccount.com",
    });
  });

  it("the pool and the provider, with the author's mapping of the role", () => {
    expect(named(graph, "mwaa-wif-federation-pool").inputs).to.deep.include({
      workloadIdentityPoolId: "pl-aws-mwaa",
      displayName: "Access from AWS MWAA",
    });
    const provider = named(graph, "mwaa-wif-federation-provider").inputs;
    expect(provider).to.deep.include({
      workloadIdentityPoolId: "pl-aws-mwaa",
      workloadIdentityPoolProviderId: "pvdr-aws-mwaa",
      aws: { accountId: "111122223333" },
    });
    expect(provider.attributeMapping).to.have.property(
      "attribute.aws_role",
      'assertion.arn.contains("assumed-role") ? assertion.arn.extract("{account_arn}assumed-role/") + "assumed-role/" + assertion.arn.extract("assumed-role/{role_name}/") : assertion.arn',
    );
  });

  it("the binding to the role's name", () => {
    expect(named(graph, "mwaa-wif-federation-binding").inputs).to.deep.equal({
      serviceAccountId: "projects/my-gcp-project/serviceAccounts/sa-aws-mwaa@my-gcp-project.iam.gserviceaccount.com",
      role: "roles/iam.workloadIdentityUser",
      member:
        "principalSet://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/pl-aws-mwaa/attribute.aws_role/arn:aws:sts::111122223333:assumed-role/mwaa-wif-execution-role",
    });
  });

  it("and, where the author's way was weak: a condition, and a subject that fits", () => {
    const provider = named(graph, "mwaa-wif-federation-provider").inputs;
    expect(provider.attributeCondition).to.contain("assumed-role/mwaa-wif-execution-role/");
    expect(provider.attributeMapping).to.have.property("google.subject").that.does.not.equal("assertion.arn");
  });
});

describe("examples/s1.yaml makes what the CloudFormation template made on a VPC that exists", () => {
  let graph: Graph;
  before(async () => {
    graph = await planExample("s1", { "airflow:dags": "external" });
  });

  it("two addresses, two gateways in the public subnets, a default route in each private route table", () => {
    const gateways = ["nat-1", "nat-2"].map((part) => named(graph, `mwaa-sample-egress-${part}`).inputs.subnetId);
    expect(gateways).to.deep.equal(["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"]);
    expect(
      ofType(graph, "Route").map(({ inputs }) => [inputs.routeTableId, inputs.destinationCidrBlock]),
    ).to.deep.equal([
      ["rtb-0123456789abcdef1", "0.0.0.0/0"],
      ["rtb-0123456789abcdef2", "0.0.0.0/0"],
    ]);
  });

  it("the environment with the template's parameters", () => {
    const { inputs } = named(graph, "mwaa-sample-environment");
    expect(inputs).to.deep.include({
      name: "mwaa-sample",
      airflowVersion: "2.10.3",
      environmentClass: "mw1.small",
      maxWorkers: 5,
      webserverAccessMode: "PUBLIC_ONLY",
      weeklyMaintenanceWindowStart: "SUN:03:00",
      sourceBucketArn: "arn:aws:s3:::mwaa-sample-bucket",
      dagS3Path: "dags",
      // In the stack's own folder: at the root, another stack's or the owner's files may lie.
      pluginsS3Path: "mwaa-sample-5fe68b/plugins.zip",
      requirementsS3Path: "mwaa-sample-5fe68b/requirements.txt",
      networkConfiguration: {
        subnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
        securityGroupIds: ["sg-0123456789abcdef0"],
      },
    });
    const off = { enabled: false, logLevel: "WARNING" };
    expect(inputs.loggingConfiguration).to.deep.equal({
      taskLogs: { enabled: true, logLevel: "INFO" },
      schedulerLogs: off,
      webserverLogs: off,
      workerLogs: off,
      dagProcessingLogs: off,
    });
  });

  it("the role, without the template's mistakes: SQS by its own ARN, KMS in the stack's region", () => {
    const { Statement } = JSON.parse(String(named(graph, "mwaa-sample-execution-policy").inputs.policy));
    const allowing = (action: string) => Statement.find(({ Action }: { Action: string[] }) => Action.includes(action));
    expect(allowing("sqs:SendMessage").Resource).to.equal("arn:aws:sqs:ap-northeast-1:*:airflow-celery-*");
    expect(allowing("kms:Decrypt").Condition.StringLike["kms:ViaService"]).to.deep.equal([
      "sqs.ap-northeast-1.amazonaws.com",
    ]);
    for (const action of ["airflow:PublishMetrics", "s3:GetObject*", "logs:PutLogEvents", "cloudwatch:PutMetricData"])
      expect(allowing(action), action).to.have.property("Effect", "Allow");
  });

  it("and by hand no longer: the objects are uploaded, before the environment", () => {
    for (const object of ["plugins", "requirements", "startup"])
      expect(waitsFor(graph, "mwaa-sample-environment", `mwaa-sample-${object}`), object).to.equal(true);
  });

  it("nothing else: no VPC, subnet, bucket, key or Google resource", () => {
    expect(counts(graph)).to.deep.equal({
      "aws:ec2/eip:Eip": 2,
      "aws:ec2/natGateway:NatGateway": 2,
      "aws:ec2/route:Route": 2,
      "aws:iam/role:Role": 1,
      "aws:iam/rolePolicy:RolePolicy": 1,
      "aws:iam/policy:Policy": 3,
      "aws:s3/bucketObjectv2:BucketObjectv2": 3,
      "aws:cloudwatch/logGroup:LogGroup": 5,
      "aws:mwaa/environment:Environment": 1,
      "random:index/randomId:RandomId": 1,
    });
  });
});
