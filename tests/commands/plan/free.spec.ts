/** What bills for nothing by itself: what the golden stacks have and no rule knows. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { awsRules } from "../../../commands/plan/cost/aws";
import { isFree } from "../../../commands/plan/cost/free";
import { gcpRules } from "../../../commands/plan/cost/gcp";

describe("what is free", () => {
  const folder = join(__dirname, "..", "..", "components", "golden");
  const planned = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => Object.keys(JSON.parse(readFileSync(join(folder, file), "utf8"))))
    .filter((place) => place.includes("::"))
    .map((place) => place.replace(/::.*$/, "").replace(/^.*\$/, ""));

  it("is every type of the golden stacks that has no rule, and none that has one", () => {
    const priced = (type: string) => type in awsRules || type in gcpRules;
    const types = [...new Set(planned)].filter((type) => !/^(airflow|pulumi):/.test(type));
    expect(types.length).to.be.greaterThan(50);
    expect(types.filter((type) => !priced(type) && !isFree(type))).to.deep.equal([]);
    const both = Object.keys({ ...awsRules, ...gcpRules }).filter((type) => isFree(type));
    // Kubernetes objects are free but for what asks for a disk.
    expect(both.filter((type) => !type.startsWith("kubernetes:"))).to.deep.equal([]);
  });

  it("is nothing that no rule knows and that is not listed", () => {
    for (const type of [
      "aws:rds/cluster:Cluster",
      "gcp:bigtable/instance:Instance",
      "aws:ec2/instance:Instance",
      // The beginning, or the end, of a family's name elsewhere in another.
      "xrandom:a:B",
      "xairflow:a:B",
      "xpulumi:a:B",
      "xtls:a:B",
      "xaws:iam/role:Role",
      "xaws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "xgcp:iap/client:Client",
      "xgcp:a:BIAMMember",
      "gcp:a:BIAMMembers",
      "xgcp:certificatemanager/certificate:Certificate",
      "xkubernetes:core/v1:Pod",
    ])
      expect(isFree(type), type).to.equal(false);
  });
});
