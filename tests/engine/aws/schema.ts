/** Which change of a field replaces a resource of AWS's: the data that the plan has, one place for both. */
import { forcing } from "../../../commands/plan/against/replacing";
import type { Properties } from "../wire";

/** Changed fields whose change replaces the resource. An unknown value counts as changed. */
export const forcesNew = (type: string, changed: string[], olds: Properties, news: Properties): string[] => {
  const forced = forcing(type, olds, news).map((path) => path.split(".")[0]);
  return changed.filter((field) => forced.includes(field));
};
