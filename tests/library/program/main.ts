// Runs the program under Pulumi's mocks, as its author's own tests would, and prints what it registered.
import * as pulumi from "@pulumi/pulumi";

const registered: { type: string; name: string; inputs: Record<string, unknown> }[] = [];
const annotations = {
  "cloud.google.com/neg-status": '{"network_endpoint_groups":{"8080":"neg"},"zones":["europe-west1-b"]}',
};
const answers: Record<string, (inputs: Record<string, unknown>) => object> = {
  "aws:ec2/vpc:Vpc": () => ({ id: "vpc-0123456789abcdef0" }),
  "aws:ec2/subnet:Subnet": (inputs) => ({ id: `subnet-0123456789abcde${String(inputs.cidrBlock).split(".")[2]}0` }),
  "aws:ec2/routeTable:RouteTable": () => ({ id: "rtb-0123456789abcdef0" }),
  "aws:iam/role:Role": () => ({ arn: "arn:aws:iam::444455556666:role/role" }),
  "random:index/randomBytes:RandomBytes": () => ({ base64: "AAAA" }),
  "random:index/randomPassword:RandomPassword": () => ({ result: "password" }),
  "gcp:compute/backendService:BackendService": () => ({ generatedId: 7 }),
  "kubernetes:core/v1:Service": (inputs) => ({ metadata: { ...(inputs.metadata as object), annotations } }),
};

void (async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, name, inputs });
      const { id = `${name}-id`, ...more } = (answers[type]?.(inputs) ?? {}) as { id?: string };
      return { id, state: { name, selfLink: name, ...inputs, ...more } };
    },
    call: ({ token, inputs }) => {
      if (token.includes("getSubnet")) return { ...inputs, availabilityZone: inputs.id };
      if (token.includes("getAvailabilityZones")) return { names: ["eu-west-1a", "eu-west-1b"] };
      return { number: "1", accessToken: "token", project: "their-project" };
    },
  });
  const { program } = await import("./program");
  program();
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  const loaded = Object.keys(require.cache).some((path) => /node_modules[\\/]tsx[\\/]/.test(path));
  process.stdout.write(JSON.stringify({ loaded, registered }));
})();
