/** Marks of stack and URN: on everything that can carry them, within what each cloud takes. */
import { expect } from "chai";
import { markPlace, marks, stackMark, urnMark, urnOf } from "../../components/shared/ownership";
import { planStack } from "../graph";

describe("the marks of a stack", () => {
  for (const stack of ["dev", "gke"])
    it(`are on everything of ${stack} that can carry them, with the engine's own URN`, async () => {
      const { resources } = await planStack(stack);
      const able = resources.filter(({ type }) => markPlace(type) !== undefined);
      expect(able.length).to.be.greaterThan(8);
      for (const { type, urn, inputs } of able) {
        const place = markPlace(type) as NonNullable<ReturnType<typeof markPlace>>;
        const value = place.field
          .split(".")
          .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], inputs);
        if (place.form === "text")
          expect(value, urn).to.match(new RegExp(`\\(airflow/test ${urnMark(urn, "text")}\\)$`));
        else
          expect(value, urn).to.include({
            [marks.stack]: stackMark("airflow", "test", place.form),
            [marks.urn]: urnMark(urn, place.form),
          });
      }
    });

  it("are what AWS takes in a tag: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html", () => {
    const urn =
      "urn:pulumi:dev::airflow::airflow:aws:Home$airflow:aws:Network$aws:ec2/subnet:Subnet::airflow-dev-private-1";
    expect(urnMark(urn, "tags")).to.equal(urn.replaceAll("$", "="));
    expect(urnMark(`${urn}${"x".repeat(256)}`, "tags")).to.match(/^[0-9a-f]{32}$/);
    expect(urnMark(`${urn}*`, "tags")).to.match(/^[0-9a-f]{32}$/);
  });

  it("are what Google takes in a label: 63 of a-z, 0-9, _ and -", () => {
    const odd = ["dev", "Dev", "a.b", "a_b", "x".repeat(100)].map((stack) => stackMark("airflow", stack, "labels"));
    for (const one of odd) expect(one).to.match(/^[a-z0-9_-]{1,63}$/);
    expect(new Set(odd).size).to.equal(odd.length);
    expect(stackMark("airflow", "dev", "labels")).to.equal("airflow_dev");
  });

  it("give a resource without a parent its own type alone", () => {
    expect(urnOf("aws:ec2/vpc:Vpc", "x", undefined)).to.match(/^urn:pulumi:[^:]+::[^:]+::aws:ec2\/vpc:Vpc::x$/);
  });
});
