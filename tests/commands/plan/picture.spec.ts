import { expect } from "chai";
import { edges } from "../../../commands/plan/show/dot";
import { foldAlike, foldObjects } from "../../../commands/plan/show/folds";
import { picture } from "../../../commands/plan/show/picture";
import { recorded } from "./program";

describe("the plan as a picture", () => {
  it("folds the objects of a folder, and three of a kind in pictures only", async () => {
    const { resources } = await recorded();
    const labels = (folds: { label: string }[]) => folds.map(({ label }) => label);
    const logs = resources.filter(({ name }) => name.startsWith("air-logs"));
    expect(labels(foldObjects(logs, undefined))).to.deep.equal(logs.map(({ name }) => name));
    expect(labels(foldAlike(logs, undefined))).to.deep.equal(["× 3"]);
    const objects = resources.filter(({ type }) => type.includes("bucketObject"));
    expect(labels(foldAlike(objects, undefined))).to.deep.equal(["2 objects in dags/", "air-mwaa-plugins.zip"]);
  });

  it("draws an arrow only where no longer way shows it", async () => {
    const { resources } = await recorded();
    const folds = foldAlike(
      resources.filter(({ custom }) => custom),
      undefined,
    );
    const nameOf = (key: string) => folds.find((fold) => fold.key === key)?.members[0]?.name;
    const arrows = edges(folds).map(([from, to]) => `${nameOf(from)} -> ${nameOf(to)}`);
    // The environment depends on the bucket too: the way through the objects shows it.
    expect(arrows.sort()).to.deep.equal([
      "air-logs-Scheduler -> air-mwaa-environment",
      "air-mwaa-bucket -> air-mwaa-dags/a.py",
      "air-mwaa-bucket -> air-mwaa-plugins.zip",
      "air-mwaa-dags/a.py -> air-mwaa-environment",
      "air-mwaa-plugins.zip -> air-mwaa-environment",
      "air-network-vpc -> air-mwaa-environment",
    ]);
  });

  it("is an SVG with a box for each component and nothing secret", async () => {
    const svg = await picture((await recorded()).resources, "A <title> & more");
    expect(svg).to.match(/^<\?xml[\s\S]*<svg[\s\S]*<\/svg>\s*$/);
    expect(svg.match(/class="cluster"/g)).to.have.length(2);
    expect(svg.match(/class="edge"/g)).to.have.length(6);
    expect(svg)
      .to.contain("3 × LogGroup")
      .and.to.contain("2 objects in dags/")
      .and.to.contain("A &lt;title&gt; &amp; more");
    expect(svg).not.to.contain("hidden");
  });
});
