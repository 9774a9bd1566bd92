/** All that a plan must know of the homes besides their resources. A new home is one more entry here. */
import type { Settings } from "../../config";
import type { StackFile } from "../stack/stackFile";
import { gkeVariants, onGke } from "./compare/gkeVariants";
import { mwaaVariants, onMwaa } from "./compare/mwaaVariants";
import type { Config, Variant } from "./compare/variant";

export type Platform = Settings["platform"];

/** One home; `S` is what its config is when checked. */
export interface Home<S extends Settings> {
  /** As a person calls it. */
  title: string;
  /** Whose regions it has, and so whose prices. */
  cloud: "aws" | "gcp";
  region(settings: S): string;
  /** What outlives its sleep because Airflow keeps it outside of the stack. */
  keptOutside: string;
  /** The config of a stack of another home, moved here. */
  moved(config: Config, settings: Settings, region: string): Config;
  /** Its forms to compare; `own` is given where the stack is in this home already. */
  variants(file: StackFile, config: Config, own: S | undefined): Variant[];
}

/** The homes, in the order in which a comparison shows them. */
export const homes: { readonly [P in Platform]: Home<Extract<Settings, { platform: P }>> } = {
  mwaa: {
    title: "Amazon MWAA",
    cloud: "aws",
    region: ({ aws }) => aws.region,
    keptOutside: "connections and variables in Secrets Manager",
    moved: onMwaa,
    variants: mwaaVariants,
  },
  gke: {
    title: "GKE behind IAP",
    cloud: "gcp",
    region: ({ gcpRegion }) => gcpRegion,
    keptOutside: "connections and variables in Secret Manager",
    moved: onGke,
    variants: gkeVariants,
  },
};

/** The home of a stack. */
export const homeOf = ({ platform }: Pick<Settings, "platform">): Home<Settings> => homes[platform] as Home<Settings>;

/** The region of a stack's home. */
export const regionOf = (settings: Settings): string => homeOf(settings).region(settings);
