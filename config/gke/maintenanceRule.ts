/** Times without upgrades, as GKE takes them (https://docs.cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions). */
import { type ConfigRule, when } from "../checks/rules";
import { conflict } from "../words/messages";
import { type GkeDraft, gkeKey } from "./draft";

/** The longest that Google lets a cluster be without any upgrade. */
const longest = 30 * 24 * 3_600_000;
/** The most of those that a cluster may have. */
const mostWithoutAny = 3;

export const maintenanceRule: ConfigRule<GkeDraft> = {
  keys: [gkeKey("maintenance")],
  problems: ({ airflow: { gke } }) => {
    const { exclusions } = gke.maintenance;
    const whole = exclusions.filter(({ scope }) => scope === "NO_UPGRADES");
    const lastWhole = exclusions.findLastIndex(({ scope }) => scope === "NO_UPGRADES");
    const again = exclusions.map(({ name }) => name).find((name, index, all) => all.indexOf(name) < index);
    const remove = (index: number) => `pulumi config rm --path '${gkeKey(`maintenance.exclusions[${index}]`)}'`;
    return [
      ...exclusions.flatMap(({ from, to, scope }, index) => {
        const key = gkeKey(`maintenance.exclusions[${index}].to`);
        const length = Date.parse(to) - Date.parse(from);
        return [
          ...when(!(length > 0), () => conflict(key, to, "it is not after from", remove(index))),
          ...when(scope === "NO_UPGRADES" && length > longest, () =>
            conflict(
              key,
              to,
              "with scope NO_UPGRADES Google takes 30 days at most",
              `pulumi config set --path '${gkeKey(`maintenance.exclusions[${index}].scope`)}' NO_MINOR_UPGRADES`,
            ),
          ),
        ];
      }),
      ...when(whole.length > mostWithoutAny, () =>
        conflict(
          gkeKey("maintenance.exclusions"),
          exclusions.map(({ name }) => name),
          `Google takes ${mostWithoutAny} with scope NO_UPGRADES at most`,
          remove(lastWhole),
        ),
      ),
      ...when(again !== undefined, () =>
        conflict(
          gkeKey("maintenance.exclusions"),
          exclusions.map(({ name }) => name),
          `two are called ${again}`,
          remove(exclusions.findLastIndex(({ name }) => name === again)),
        ),
      ),
    ];
  },
};
