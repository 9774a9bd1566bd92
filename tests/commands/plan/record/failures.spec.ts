/** Whatever goes wrong in a program reaches the user once, as itself. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ProgramError } from "../../../../commands/plan/record/failures";
import { ConfigError } from "../../../../config";
import { missing } from "../../../../config/words/messages";
import { Group, recorded, Thing, thrownBy } from "./run";

const bucket = "aws:s3/bucket:Bucket";
const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
let boom: Error;
const fail = (): never => {
  throw boom;
};

/** A component that waits before its outputs are there, as one that asks a cloud does. */
const component = () => {
  const home = new Group("airflow:gcp:GoogleIdentity", "air");
  const made = new Thing(bucket, "air-bucket", {}, { parent: home });
  home.ready({ id: made.id });
  return made;
};

const failing = () => {
  component();
  fail();
};

/** The text that a user reads. */
const told = (thrown: unknown): string => new ProgramError(thrown).message;

describe("a recorded program that fails", () => {
  beforeEach(() => {
    // Pulumi writes into the message of an error that an input fails with.
    boom = new Error("boom");
  });

  it("at once, after a component", async () => {
    expect(await thrownBy(failing)).to.equal(boom);
  });

  it("later, after a component", async () => {
    const program = async () => {
      component();
      await new Promise((resolve) => setTimeout(resolve, 5));
      fail();
    };
    expect(await thrownBy(program)).to.equal(boom);
  });

  it("in an apply that nothing waits for", async () => {
    expect(await thrownBy(() => void component().id.apply(fail))).to.equal(boom);
  });

  it("in an apply that a resource needs, and others after it", async () => {
    const program = () => {
      const made = new Thing(bucket, "needs", { bucket: component().id.apply(fail) });
      new Thing(bucket, "needs-more", { bucket: made.id });
    };
    expect(await thrownBy(program)).to.equal(boom);
  });

  it("in an output of the stack", async () => {
    expect(await thrownBy(() => ({ url: component().id.apply(fail) }))).to.equal(boom);
  });

  it("in a promise that nothing waits for", async () => {
    expect(await thrownBy(() => void Promise.reject(boom))).to.equal(boom);
  });

  it("with what is no error", async () => {
    expect(await thrownBy(() => Promise.reject("text"))).to.equal("text");
  });

  it("in a transform, by the resource's name", async () => {
    const error = await thrownBy(() => {
      pulumi.runtime.registerResourceTransform(({ type }) => (type === bucket ? fail() : undefined));
      component();
    });
    expect(told(error).split("\n")[0]).to.equal(
      `failed to register new resource air-bucket [${bucket}]: transform failed: Error: boom`,
    );
  });

  it("by asking a cloud for what the plan does not know", async () => {
    const error = await thrownBy(() => pulumi.runtime.invoke("aws:ec2/getAmi:getAmi", {}));
    expect(told(error)).to.contain("aws:ec2/getAmi:getAmi");
  });

  it("tells of an error of its own where it was made, and of one that is meant for the user only the text", async () => {
    const here = "tests/commands/plan/record/failures.spec.ts";
    const program = () => {
      component().id.apply(() => {
        throw new TypeError("not a function");
      });
    };
    expect(told(await thrownBy(program))).to.match(new RegExp(`^not a function\\n {2}at .*${here}:\\d+:\\d+\\)?$`));
    expect(told(new pulumi.RunError("airflow:name is missing"))).to.equal("airflow:name is missing");
    const refused = new ConfigError([missing("airflow:name", "a name", "airflow-dev")], String);
    expect(told(refused)).to.equal(refused.message);
    expect(told("text")).to.equal("text");
  });

  it("tells an input's error without what Pulumi wrote before it", async () => {
    const program = () => {
      const made = new Thing(bucket, "needs", { bucket: component().id.apply(fail) });
      new Thing(bucket, "needs-more", { bucket: made.id });
    };
    expect(told(await thrownBy(program)).split("\n")[0]).to.equal("boom");
  });

  it("leaves the next one alone, and the listeners that were there", async () => {
    const listeners = process.rawListeners("unhandledRejection");
    await thrownBy(failing);
    expect(process.rawListeners("unhandledRejection")).to.deep.equal(listeners);
    const { resources } = await recorded(component);
    expect(resources.map(({ name }) => name)).to.deep.equal(["air", "air-bucket"]);
  });
});

describe("two resources with one URN", () => {
  it("are refused, with what sets them apart", async () => {
    const error = await thrownBy(() => {
      const home = new Group("airflow:aws:Home", "air");
      for (const folder of ["a", "b"])
        new Thing(
          attachment,
          "air-Read",
          { role: "air", policyArn: `arn:aws:iam::1:policy/${folder}/Read` },
          { parent: home },
        );
    });
    expect(told(error)).to.equal(
      [
        `Two resources are called air-Read (${attachment}), and Pulumi accepts one of each URN:`,
        '  air-Read in air: policyArn "arn:aws:iam::1:policy/a/Read"',
        '  air-Read in air: policyArn "arn:aws:iam::1:policy/b/Read"',
        `Give each a name of its own. URN: urn:pulumi:test::airflow::airflow:aws:Home$${attachment}::air-Read`,
      ].join("\n"),
    );
  });

  it("are told apart by their parents where nothing else differs, and no secret is shown", async () => {
    const error = await thrownBy(() => {
      for (const name of ["one", "two"]) {
        const home = new Group("airflow:aws:Home", name);
        new Thing(bucket, "same", { key: pulumi.secret(name) }, { parent: home });
      }
    });
    expect((error as Error).message.split("\n").slice(1, 3)).to.deep.equal(["  same in one", "  same in two"]);
  });

  it("are refused when they are components", async () => {
    const error = await thrownBy(() => {
      new Group("airflow:aws:Home", "air");
      new Group("airflow:aws:Home", "air");
    });
    expect((error as Error).message).to.match(/^Two resources are called air \(airflow:aws:Home\)/);
  });
});
