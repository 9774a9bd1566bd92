/** Every mistake in the config of a GKE stack gets its one clear line. */
import { expect } from "chai";
import { readStack, readStackFile } from "../../commands/stack/stackFile";
import { type ConfigError, type GkeSettings, parseStackConfig, refusePlaceholders } from "../../config";
import { chartKeys } from "../../config/gke/chartKeys";
import { chartDefaults } from "../components/gke/chartData";
import { badCompanyGke } from "./badCompanyGke";
import { badGkeConfigs, g } from "./badGkeConfigs";

function problems(config: Record<string, string>): string[] {
  try {
    parseStackConfig(config, "gke");
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map((problem) => problem.message);
  }
}

describe("config of a GKE stack", () => {
  for (const [name, config, messages] of [...badGkeConfigs, ...badCompanyGke])
    it(`refuses: ${name}`, () => {
      expect(problems(config)).to.deep.equal(messages);
    });

  it("takes a domain alone", () => {
    expect(problems(g({}))).to.deep.equal([]);
  });

  it("never shows a client secret or a chart value", () => {
    const text = problems(
      g({ oauthClient: { id: "x", secret: 7777777 }, values: { data: { metadataConnection: { pass: "hidden" } } } }),
    ).join();
    expect(text).to.include("oauthClient").and.include("values.data");
    expect(text).not.to.match(/7777777|hidden/);
  });

  it("knows the top-level keys of the chart, all and no other", () => {
    expect([...chartKeys].sort()).to.deep.equal(Object.keys(chartDefaults()).sort());
  });

  it("warns of what is allowed but deserves a second look", () => {
    const config = g({ chartVersion: "1.23.0", dnsZone: "external", regional: true });
    expect(parseStackConfig(config, "gke").warnings).to.deep.equal([
      "airflow:gke.chartVersion 1.23.0: the program's values are written for 1.22.0; keys of airflow:gke.values are not checked.",
      "airflow:gke.dnsZone external: make the A record of airflow.my-company.com to the output staticIp yourself; the certificate waits for it.",
      "airflow:gke.regional: the free credit of GKE covers a zonal cluster's fee only, not a regional one's.",
      "airflow:access.admins is empty: nobody can change anything in Airflow.",
    ]);
  });

  it("can plan the ready stack, and refuses to deploy its placeholders", () => {
    const ready = parseStackConfig(readStack("gke").config, "gke");
    expect(ready.platform).to.equal("gke");
    expect(() => refusePlaceholders(ready)).to.throw(
      Error,
      /gcp:project is "my-gcp-project".*\n.*airflow:gke\.domain is "airflow\.example\.com".*\n.*airflow:access\.admins\[0\] is "user:ada@example\.com"/,
    );
  });

  it("reads S2's own values", () => {
    const { stack, config } = readStackFile("examples/s2.yaml");
    const { gke } = parseStackConfig(config, stack) as GkeSettings;
    expect(gke).to.include({
      domain: "workflow.momota.dev",
      staticIpName: "airflow-v2-web-static-ip",
      namespace: "airflow-v2",
      machineType: "n1-standard-2",
      spot: true,
      diskGb: 100,
    });
  });

  it("takes a moment as Pulumi hands it over where the stack file has it without quotes", () => {
    const exclusions = [{ name: "x", from: "2026-12-20 00:00:00 +0000 UTC", to: "2027-01-05T00:00:00Z" }];
    const settings = parseStackConfig(g({ maintenance: { exclusions } }), "gke");
    expect(settings.platform === "gke" && settings.gke.maintenance.exclusions).to.deep.equal([
      { name: "x", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z", scope: "NO_UPGRADES" },
    ]);
  });
});
