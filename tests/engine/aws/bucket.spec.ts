/** Buckets on the real engine: what others have put into them stays. */
import { expect } from "chai";
import { onEngine, up } from "../onEngine";
import type { Changes, Project } from "../project";

const cloud = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const vpc = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  securityGroupIds: ["sg-0123456789abcdef0"],
};
const small = (mwaa: object): Changes => [
  [["aws:allowedAccountIds"], [cloud.accountId]],
  [["airflow:google"], { enabled: false }],
  [["airflow:mwaa"], { egress: "existing", kmsKeyArn: "aws-owned", network: vpc, ...mwaa }],
];

onEngine("a bucket that exists", cloud, (engine) => {
  const bucket = "team-bucket";
  const keys = ["plugins.zip", "requirements.txt", "startup.sh", "dags/ecr_image.py", "airflow-dev/plugins.zip"];
  const projects: Project[] = [];
  after(() => projects.forEach((project) => void project.dispose()));

  it("keeps its owner's files, and two stacks in it each other's", async () => {
    const { objects } = engine.standIn.aws;
    for (const key of keys) objects.put({ bucket, key });
    const theirs = new Map(objects.versions);
    const first = await engine.copy("dev", small({ bucketName: bucket }));
    const second = await engine.copy("dev", [...small({ bucketName: bucket }), [["airflow:name"], "airflow-other"]]);
    projects.push(first, second);
    for (const project of projects) project.write("airflow/dags/ecr_image.py", "a = 1\n");
    await up(first.stack);
    const ofFirst = new Map([...objects.versions].filter(([path]) => !theirs.has(path)));
    expect(ofFirst.size).to.be.greaterThan(3);
    await up(second.stack);
    await second.stack.destroy();
    expect([...objects.versions]).to.have.deep.members([...theirs, ...ofFirst]);
    await first.stack.destroy();
    expect([...objects.versions]).to.deep.equal([...theirs]);
  });
});

onEngine("a bucket of the stack's own", cloud, (engine) => {
  let project: Project;
  after(() => project?.dispose());

  it("is not emptied of what others uploaded, and goes when they have taken it away", async () => {
    const { aws } = engine.standIn;
    project = await engine.copy("dev", [...small({}), [["airflow:dags"], "external"]]);
    const { outputs } = await project.stack.up();
    const theirs = { bucket: outputs.dagsBucket?.value as string, key: "dags/from_ci.py" };
    aws.objects.put(theirs);
    const error = await project.stack.destroy().catch((thrown: Error) => thrown);
    expect((error as Error).message).to.include("BucketNotEmpty");
    expect([...aws.objects.versions.keys()]).to.deep.equal([`${theirs.bucket}/${theirs.key}`]);
    aws.objects.remove(theirs);
    await project.stack.destroy();
    expect(aws.things.size).to.equal(0);
  });
});
