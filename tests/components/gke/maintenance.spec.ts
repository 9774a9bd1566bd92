/** When Google may upgrade a cluster. */
import { expect } from "chai";
import { maintenancePolicyOf } from "../../../components/gke/cluster/maintenance";
import { only, planned } from "./planned";

const said = { hours: 12, exclusions: [] };

describe("the maintenance of a cluster", () => {
  it("is Google's choice until config says more", async () => {
    expect(maintenancePolicyOf(said)).to.equal(undefined);
    expect(only(await planned(), "container/cluster:Cluster").inputs).to.not.have.property("maintenancePolicy");
  });

  it("repeats every week from a day of that name on", () => {
    const window = (text: string, hours = 12) => maintenancePolicyOf({ ...said, window: text, hours })?.recurringWindow;
    expect(window("SUN:03:00")).to.deep.equal({
      startTime: "2026-01-11T03:00:00Z",
      endTime: "2026-01-11T15:00:00Z",
      recurrence: "FREQ=WEEKLY;BYDAY=SU",
    });
    expect(window("MON:22:30", 24)).to.deep.equal({
      startTime: "2026-01-05T22:30:00Z",
      endTime: "2026-01-06T22:30:00Z",
      recurrence: "FREQ=WEEKLY;BYDAY=MO",
    });
    for (const day of ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]) {
      const { startTime } = window(`${day}:00:00`) as { startTime: string };
      const name = new Date(startTime).toLocaleDateString("en-US", { weekday: "short", timeZone: "UTC" });
      expect(name.toUpperCase()).to.equal(day);
    }
  });

  it("leaves out what config leaves out, in the scope that it says", async () => {
    const exclusion = { name: "year-end", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z" };
    const graph = await planned({ gke: { maintenance: { window: "SAT:22:00", exclusions: [exclusion] } } });
    expect(only(graph, "container/cluster:Cluster").inputs.maintenancePolicy).to.deep.equal({
      recurringWindow: {
        startTime: "2026-01-10T22:00:00Z",
        endTime: "2026-01-11T10:00:00Z",
        recurrence: "FREQ=WEEKLY;BYDAY=SA",
      },
      maintenanceExclusions: [
        {
          exclusionName: "year-end",
          startTime: exclusion.from,
          endTime: exclusion.to,
          exclusionOptions: { scope: "NO_UPGRADES" },
        },
      ],
    });
  });
});
