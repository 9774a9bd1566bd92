import { expect } from "chai";
import { planned } from "../../../commands/plan/run";
import { edges } from "../../../commands/plan/show/dot";
import { foldAlike, foldObjects } from "../../../commands/plan/show/folds";
import { picture } from "../../../commands/plan/show/picture";
import { readStack } from "../../../commands/stack/stackFile";
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

  it("has boxes' titles above the arrows, and colours for a dark page", async () => {
    const svg = await picture((await recorded()).resources, "T");
    const titles = svg.slice(svg.indexOf('<g class="titles">'));
    expect(titles.match(/<text/g)).to.have.length(2);
    expect(titles).not.to.contain('class="edge"');
    expect(svg).to.contain("prefers-color-scheme: dark");
  });

  it("is readable at the width of a README: letters of 8 pixels or more on 880", async function () {
    this.timeout(60_000);
    for (const stack of ["dev", "gke"]) {
      const svg = await picture((await planned(readStack(stack))).plan.resources, stack);
      const width = Number(/width="(\d+)pt"/.exec(svg)?.[1]);
      const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
      expect((Math.min(...sizes) * 880) / width, stack).to.be.at.least(8);
    }
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
