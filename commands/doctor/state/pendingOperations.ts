import { nameOf, pendingOf } from "../../resume/state";
import { broken, CouldNotLook, defineCheck } from "../check";

export const pendingOperations = defineCheck({
  id: "state.pending",
  about: "no operation was begun and never ended",
  cloud: "pulumi",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: [],
  why: "an `up` that was killed may have made it without writing it down: it bills, and the next `up` finds its name taken",
  source: "https://www.pulumi.com/docs/iac/operations/troubleshooting/interrupted-updates/",
  page: "docs/when-it-fails.md",
  applies: ({ state, stateUnread }) => state !== undefined || stateUnread !== undefined,
  run: async ({ state, stateUnread, stack }) => {
    if (state === undefined)
      throw new CouldNotLook(`the state could not be read (${stateUnread})`, { fix: "pulumi login" });
    return pendingOf(state).map(({ type, resource }) =>
      broken(nameOf(resource.urn), `${type} was begun and never ended`, `npm run resume -- --stack ${stack}`),
    );
  },
});
