/** The configs that a plan is compared with: the same Airflow in every home, in each form that has a price of its own. Pure. */
import type { Settings } from "../../../config";
import type { StackFile } from "../../stack/stackFile";
import { type Home, homeOf, homes } from "../homes";
import { pairedRegion } from "./regions";
import type { Variant } from "./variant";

/** Every variant of a stack file, the stack itself among them. */
export const variants = (file: StackFile, settings: Settings): Variant[] =>
  Object.values(homes as Record<string, Home<Settings>>).flatMap((home) => {
    const { cloud, region } = homeOf(settings);
    if (home === homeOf(settings)) return home.variants(file, file.config, settings);
    const there = home.cloud === cloud ? region(settings) : pairedRegion(region(settings));
    return home.variants(file, home.moved(file.config, settings, there), undefined);
  });
