/** What is made from the checks is what they say today; and each check says all that it must. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { checks } from "../../../commands/doctor/checks";
import { awsPolicy, doctorReference, googleRole } from "../../../scripts/doctorReference";

describe("what is made from doctor's checks", () => {
  for (const [file, text] of [
    ["docs/doctor.md", doctorReference],
    ["docs/policies/doctor-aws.json", awsPolicy],
    ["docs/policies/doctor-google.yaml", googleRole],
  ] as const)
    it(`${file} is up to date (npm run docs writes it)`, () => {
      expect(readFileSync(file, "utf8")).to.equal(text());
    });
});

describe("doctor's policy for AWS", () => {
  it("only reads, and asks Airflow as a viewer", () => {
    const { Statement } = JSON.parse(awsPolicy()) as { Statement: { Action: string | string[]; Resource: string }[] };
    const all = Statement.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action);
    expect(all).to.have.length.above(30);
    expect(all.filter((one) => !/:(Get|List|Describe|Lookup|Filter|Simulate)[A-Z]\w+$/.test(one))).to.deep.equal([]);
    expect(Statement.filter(({ Resource }) => Resource !== "*")).to.deep.equal([
      {
        Sid: "DoctorReadsAirflow",
        Effect: "Allow",
        Action: "airflow:InvokeRestApi",
        Resource: "arn:*:airflow:*:*:role/*/Viewer",
      },
    ]);
  });
});

/** A heading's anchor, as GitHub makes it. */
const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll("\\", "")
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

describe("doctor's checks", () => {
  it("have ids of their own", () => {
    const ids = checks.map(({ id }) => id);
    expect(ids).to.deep.equal([...new Set(ids)]);
  });

  for (const { id, about, homes, permissions, why, source, page } of checks)
    it(`${id} says what it is, why, and who says so`, () => {
      expect(id).to.match(/^[a-z]+(\.[a-z0-9-]+)+$/);
      expect(source).to.match(/^https:\/\/\S+$/);
      expect(homes).to.not.be.empty;
      expect([about, why].filter((text) => text.length < 10 || /\.$/.test(text))).to.deep.equal([]);
      expect(permissions.filter((one) => !/^([\w-]+:\w+|[a-z]\w*([./]\w+)+)$/.test(one))).to.deep.equal([]);
      if (page === undefined) return;
      const [file = "", anchor] = page.split("#");
      const slugs = [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => slugOf(title));
      expect(anchor === undefined ? slugs : slugs.filter((slug) => slug === anchor)).to.not.be.empty;
    });
});
