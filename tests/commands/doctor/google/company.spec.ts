/** What doctor asks for a company's stack: of each project what is made in it, and the domain of either kind of certificate. */
import { expect } from "chai";
import { domainsOf } from "../../../../commands/doctor/dns/domain";
import { neededPermissions } from "../../../../commands/doctor/google/project/needed";
import type { World } from "../../../../commands/doctor/world";
import { planExample } from "../../../graph";

describe("doctor, of a company's stack", () => {
  let world: World;
  before(async () => {
    const { resources } = await planExample("company-gke");
    const ofType = (type?: string) => resources.filter((one) => type === undefined || one.type === type);
    const settings = { gcpProject: "my-gcp-project" };
    world = { settings, toMake: ofType, planned: ofType } as unknown as World;
  });

  it("asks for the rights on the shared network in the project that it is in", () => {
    const needed = neededPermissions(world);
    const own = [...(needed.get("my-gcp-project")?.keys() ?? [])];
    expect(own).to.include("container.clusters.create");
    expect(own).not.to.include.members(["compute.firewalls.create"]);
    expect(
      [...needed].filter(([, all]) => all.has("compute.firewalls.create")).map(([project]) => project),
    ).to.have.length(1);
  });

  it("asks for the rights on certificates by DNS and on IAP's settings", () => {
    const own = neededPermissions(world).get("my-gcp-project");
    expect(own?.get("certificatemanager.certs.create")?.role).to.equal("roles/certificatemanager.editor");
    expect(own?.get("iap.webServices.updateSettings")?.role).to.equal("roles/iap.settingsAdmin");
  });

  it("knows the domain by a certificate of either kind", () => {
    expect(domainsOf(world)).to.deep.equal(["airflow.example.com"]);
  });
});
