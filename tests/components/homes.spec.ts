/** What a Pulumi user puts into a home's options or around the program reaches every resource of it. */
import { Provider as Aws } from "@pulumi/aws/provider";
import { Provider as Gcp } from "@pulumi/gcp/provider";
import * as pulumi from "@pulumi/pulumi";
import { Provider as Random } from "@pulumi/random/provider";
import { expect } from "chai";
import type { Graph, PlannedResource } from "../../commands/plan/record/graph";
import { record } from "../../commands/plan/record/recorder";
import { AirflowOnMwaa } from "../../components/aws/airflowOnMwaa";
import { AirflowOnGke } from "../../components/gke/airflowOnGke";

const place = { accountId: "444455556666", region: "eu-west-1", gcpProject: "their-project" };
const program = (make: () => void): Promise<Graph> =>
  record(async () => make(), { ...place, project: "theirs", stack: "prod", config: {} });

const mwaaArgs = {
  aws: { region: "eu-west-1", accountId: "444455556666" },
  gcpProject: "their-project",
  mwaa: { policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] },
};
const gkeArgs = {
  gcpProject: "their-project",
  gcpRegion: "europe-west1",
  aws: { region: "eu-west-1", accountId: "444455556666" },
  gke: { domain: "airflow.their-company.com", aws: {} },
};
const bothHomes = (opts?: pulumi.ComponentResourceOptions) => () => {
  new AirflowOnMwaa("etl", mwaaArgs, opts);
  new AirflowOnGke("lab", gkeArgs, opts);
};

const below = ({ resources }: Graph, home: string): PlannedResource[] =>
  resources.filter(({ urn, type }) => urn.includes(home) && !type.endsWith(home));
const cloudOf = ({ type }: PlannedResource) => type.split(":", 1)[0] as string;

/** Types of AWS's and Google's that take tags or labels, as the homes use them. */
const marked: Record<string, "tags" | "labels" | "resourceLabels" | "userLabels"> = {
  "aws:ec2/vpc:Vpc": "tags",
  "aws:ec2/subnet:Subnet": "tags",
  "aws:iam/role:Role": "tags",
  "aws:kms/key:Key": "tags",
  "aws:mwaa/environment:Environment": "tags",
  "aws:s3/bucket:Bucket": "tags",
  "gcp:storage/bucket:Bucket": "labels",
  "gcp:compute/disk:Disk": "labels",
  "gcp:container/cluster:Cluster": "resourceLabels",
};
const mark: pulumi.ResourceTransform = ({ type, props, opts }) => {
  const key = marked[type];
  return key && { props: { ...props, [key]: { ...props[key], owner: "data" } }, opts };
};
const marks = ({ resources }: Graph) =>
  resources
    .filter(({ type }) => type in marked)
    .map(({ type, inputs }) => [type, (inputs[marked[type] as string] as { owner?: string } | undefined)?.owner]);

describe("a home's options", () => {
  it("hand a transform to every resource below", async () => {
    const graph = await program(bothHomes({ transforms: [mark] }));
    expect(new Set(marks(graph).map(([type]) => type))).to.deep.equal(new Set(Object.keys(marked)));
    expect(marks(graph).filter(([, owner]) => owner !== "data")).to.deep.equal([]);
  });

  it("hand explicit providers to every resource, and leave none to a default one", async () => {
    const graph = await program(() => {
      const providers = [
        new Aws("aws", { region: "eu-west-1" }),
        new Gcp("gcp", { project: "their-project", region: "europe-west1" }),
        new Random("random"),
      ];
      bothHomes({ providers })();
    });
    const homes = [...below(graph, "AirflowOnMwaa"), ...below(graph, "AirflowOnGke")].filter(({ custom }) => custom);
    const given = homes.filter(({ type }) => !type.startsWith("pulumi:providers"));
    const provided = new Set(given.map((one) => `${cloudOf(one)} by ${/::([\w-]+)::[^:]+$/.exec(one.provider)?.[1]}`));
    expect([...provided].sort()).to.deep.equal([
      "aws by aws",
      "gcp by gcp",
      "kubernetes by lab-gke-kubernetes",
      "random by random",
    ]);
  });

  it("protect every resource", async () => {
    const graph = await program(bothHomes({ protect: true }));
    for (const home of ["AirflowOnMwaa", "AirflowOnGke"]) {
      const made = below(graph, home);
      expect(made.length, home).to.be.greaterThan(40);
      expect(made.filter(({ protect }) => !protect).map(({ urn }) => urn)).to.deep.equal([]);
    }
  });
});

describe("a program around the homes", () => {
  it("reaches every resource by a stack transform", async () => {
    const graph = await program(() => {
      pulumi.runtime.registerResourceTransform(mark);
      bothHomes()();
    });
    expect(marks(graph).length).to.be.greaterThan(Object.keys(marked).length - 1);
    expect(marks(graph).filter(([, owner]) => owner !== "data")).to.deep.equal([]);
  });

  it("may have several homes, of one kind too", async () => {
    const graph = await program(() => {
      bothHomes()();
      new AirflowOnMwaa("etl-two", mwaaArgs);
      new AirflowOnGke("lab-two", { ...gkeArgs, gke: { domain: "lab.their-company.com" } });
    });
    const roots = graph.resources.filter(({ type }) => /AirflowOn\w+$/.test(type)).map(({ name }) => name);
    expect(roots.sort()).to.deep.equal(["etl", "etl-two", "lab", "lab-two"]);
    const named = graph.resources.filter(({ type }) => type === "aws:mwaa/environment:Environment");
    expect(named.map(({ inputs }) => inputs.name).sort()).to.deep.equal(["etl", "etl-two"]);
  });

  it("may give ids that end alike", async () => {
    const graph = await program(() => {
      const policyArns = [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/job-function/ReadOnlyAccess",
        "arn:aws:iam::444455556666:policy/ReadOnlyAccess",
        "arn:aws:iam::444455556666:policy/team/ReadOnlyAccess",
      ];
      const roles = ["roles/reader", "projects/a-project/roles/reader", "organizations/1/roles/reader"];
      const access = {
        admins: ["arn:aws:iam::444455556666:role/data", "arn:aws:iam::444455556666:user/data"],
      };
      new AirflowOnMwaa("etl", { ...mwaaArgs, mwaa: { policyArns }, google: { roles }, access });
    });
    const count = (type: string) => graph.resources.filter((one) => one.type === type).length;
    expect(count("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).to.equal(5);
    expect(count("gcp:projects/iamMember:IAMMember") + count("gcp:projects/iAMMember:IAMMember")).to.equal(3);
  });
});

describe("a home's arguments", () => {
  const thrown = async (make: () => void): Promise<string> =>
    program(make).then(
      () => "nothing",
      (error: Error) => error.message,
    );
  const text =
    'AirflowOnMwaa "etl": 1 problem in its arguments:\n' +
    '  mwaa.network.vpcId is "vpc-of-mine"; allowed: an id vpc-…. Fix: mwaa.network.vpcId: "vpc-0123456789abcdef0"';
  const network = (vpcId: pulumi.Input<string>) => ({
    vpcId,
    privateSubnetCidrs: ["10.0.1.0/24", "10.0.2.0/24"],
  });
  const withVpc = (vpcId: pulumi.Input<string>) => () => {
    new AirflowOnMwaa("etl", { ...mwaaArgs, mwaa: { egress: "existing", network: network(vpcId) } });
  };

  it("are refused at once where they are plain, and in the chain where not, with one text", async () => {
    expect(await thrown(withVpc("vpc-of-mine"))).to.equal(text);
    expect(await thrown(withVpc(pulumi.output("vpc-of-mine")))).to.equal(text);
    expect(await thrown(withVpc(pulumi.output("vpc-0123456789abcdef0")))).to.equal("nothing");
  });

  it("of a company may come from other resources, in any region, and are checked when they do", async () => {
    const company = (kmsKey: string) => () => {
      const project = pulumi.output("acme-network");
      const network = { project, vpc: "v", subnet: "s", podRange: "p", serviceRange: "r" };
      new AirflowOnGke("lab", { ...gkeArgs, gke: { ...gkeArgs.gke, kmsKey: pulumi.output(kmsKey), network } });
    };
    const key = "projects/k/locations/europe-west1/keyRings/r/cryptoKeys/k";
    const { resources } = await program(company(key));
    const grants = resources.filter(({ type }) => type === "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember");
    expect(new Set(grants.map(({ inputs }) => inputs.cryptoKeyId))).to.deep.equal(new Set([key]));
    const [firewall] = resources.filter(({ type }) => type === "gcp:compute/firewall:Firewall");
    expect(firewall?.inputs.project).to.equal("acme-network");
    expect(await thrown(company("data"))).to.include(
      'gke.kmsKey is "data"; allowed: the full name of a key without a version.',
    );
  });

  it("are told all together, by the names that the program gave them", async () => {
    const told = await thrown(
      () =>
        new AirflowOnGke("lab", {
          gcpProject: "Their Project",
          gcpRegion: "europe-west1",
          gke: { domain: "x", network: { vpc: pulumi.output("mine") } },
        }),
    );
    expect(told.split("\n")).to.deep.equal([
      'AirflowOnGke "lab": 5 problems in its arguments:',
      '  gke.domain is "x"; allowed: a domain of at most 64 characters without a wildcard. Fix: gke.domain: "airflow.my-company.com"',
      '  gcpProject is "Their Project"; allowed: a Google Cloud project id (6 to 30 of a-z, 0-9 and hyphen; not the project\'s number or display name). Fix: gcpProject: "my-project"',
      '  gke.network.subnet is not set; it needs a subnet of the VPC in gcpRegion. Fix: gke.network.subnet: "my-subnet"',
      '  gke.network.podRange is not set; it needs the subnet\'s secondary range for pods. Fix: gke.network.podRange: "my-podrange"',
      '  gke.network.serviceRange is not set; it needs the subnet\'s secondary range for services. Fix: gke.network.serviceRange: "my-servicerange"',
    ]);
  });

  it("keep no secret in the plain state", async () => {
    const graph = await program(() => {
      const airflowOptions = { "smtp.smtp_password": "canary" };
      new AirflowOnMwaa("etl", { ...mwaaArgs, mwaa: { airflowOptions } });
      const oauthClient = { id: "123456789-abc.apps.googleusercontent.com", secret: "canary" };
      new AirflowOnGke("lab", { ...gkeArgs, gke: { ...gkeArgs.gke, oauthClient } });
    });
    expect(JSON.stringify(graph)).not.to.contain("canary");
  });
});
