/**
 * Every resource of some stacks, whole, and what sleep changes of it: types, names, parents, order, options and all inputs, against a file that a person
 * has read. After a change on purpose: `npm run golden`, and read the difference before you commit it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { lines, placeOf, plain } from "./golden/plain";
import { type Golden, type Registration, shortened } from "./golden/shorten";
import { stacks } from "./golden/stacks";

const folder = join(__dirname, "golden");
const kept = (name: string): Golden => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));

describe("golden", () => {
  for (const [name, planned] of Object.entries(stacks))
    it(`${name}: is registered as its file says`, async () => {
      const [is, should] = [JSON.parse(lines(await planned())) as Golden, kept(name)];
      expect(Object.keys(is), "resources; after a change on purpose: npm run golden").to.deep.equal(
        Object.keys(should),
      );
      for (const [place, one] of Object.entries(is)) expect(one, place).to.deep.equal(should[place]);
    });

  it("has one file a stack", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
    expect(files.sort()).to.deep.equal(
      Object.keys(stacks)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });
});

describe("a golden file", () => {
  const one = (part: Partial<Registration>): Registration => ({ in: "", needs: [], inputs: {}, ...part });

  it("shows secrets, resources and files as such", () => {
    const signed = (sig: string, fields: object) => ({ "4dabf18193072939515e22adb298388d": sig, ...fields });
    const value = {
      secret: [signed("1b47061264138c4ac30d75fd1eb44270", { value: { a: 1 } })],
      resource: signed("5cf8f73096256a8f31e491e813e4eb8e", { urn: "urn:pulumi:s::p::a:b:C::n" }),
      file: signed("c44067f5952c0a294b673a41bacd8c17", { path: "a/b.py" }),
    };
    expect(plain(value)).to.deep.equal({
      secret: [{ "[secret]": { a: 1 } }],
      resource: "[resource a:b:C::n]",
      file: { "[file]": "a/b.py" },
    });
    expect(placeOf("urn:pulumi:s::p::pulumi:pulumi:Stack$a:b:C::n")).to.equal("a:b:C::n");
  });

  it("keeps each need that no other implies", () => {
    const found = new Map([
      ["a:b:C::first", one({})],
      ["a:b:C::second", one({ needs: ["a:b:C::first"] })],
      ["a:b:C::third", one({ needs: ["a:b:C::first", "a:b:C::second", "a:b:C::other"] })],
      ["a:b:C::other", one({})],
    ]);
    expect(shortened(found, new Map())["a:b:C::third"]?.needs).to.deep.equal(["other", "second"]);
  });

  it("repeats no long argument of a component, and leaves every other one whole", () => {
    const long = { text: "x".repeat(90) };
    const found = new Map([
      ["airflow:gke:Home::h", one({ inputs: { shape: long, own: "a" } })],
      ["airflow:gke:Home$airflow:gke:Part::p", one({ inputs: { of: long, own: "a" } })],
      ["airflow:gke:Home$gcp:a:B::b", one({ inputs: { spec: long, version: "v1" } })],
    ]);
    const golden = shortened(found, new Map([["v1", "an-object"]]));
    expect(Object.values(golden).map(({ inputs }) => inputs)).to.deep.equal([
      { of: "[spec of b]", own: "a" },
      { spec: long, version: "[version of an-object]" },
      { own: "a", shape: "[spec of b]" },
    ]);
  });
});
