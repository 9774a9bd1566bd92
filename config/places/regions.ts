/** The clouds' regions as they were known on a day: which there are, where MWAA is offered, which zones, how far apart. */
import known from "./regions.json";

interface Place {
  /** Latitude and longitude, in whole degrees: only to find what is near. */
  at: number[];
}
export interface AwsRegion extends Place {
  mwaa: boolean;
}
export interface GcpRegion extends Place {
  /** Last letters of its zones. */
  zones: string;
}

export const awsRegions: Record<string, AwsRegion> = known.aws.regions;
export const gcpRegions: Record<string, GcpRegion> = known.gcp.regions;

/** Days that the lists are of. */
export const listDates = { aws: known.aws.date, gcp: known.gcp.date };

/** Regions where MWAA is offered. */
export const mwaaRegions = Object.keys(awsRegions).filter((region) => awsRegions[region]?.mwaa);

/** A zone's name, `us-central1-b`, taken apart; whether the region has it. */
export const hasZone = (region: string, zone: string): boolean =>
  gcpRegions[region]?.zones.split("").some((letter) => zone === `${region}-${letter}`) ?? false;

const radians = (degrees = 0) => (degrees * Math.PI) / 180;

/** Distance on the globe, in radians. */
function distance(one: Place, other: Place): number {
  const [lat1, lon1] = one.at.map(radians) as [number, number];
  const [lat2, lon2] = other.at.map(radians) as [number, number];
  const inner = Math.sin(lat1) * Math.sin(lat2) + Math.cos(lat1) * Math.cos(lat2) * Math.cos(lon1 - lon2);
  return Math.acos(Math.min(1, Math.max(-1, inner)));
}

/** The candidate that is nearest to a region of the same or the other cloud; the first of equals. */
export function nearestRegion(region: string, candidates: readonly string[]): string | undefined {
  const place = (name: string): Place | undefined => awsRegions[name] ?? gcpRegions[name];
  const here = place(region);
  if (here === undefined) return candidates[0];
  const far = (name: string) => distance(here, place(name) ?? { at: [-90, 0] });
  return [...candidates].sort((one, other) => far(one) - far(other))[0];
}

/** Regions in which MWAA has no graceful updates (https://docs.aws.amazon.com/mwaa/latest/userguide/update-environment.html). */
export const forcedRegions = ["ca-west-1", "ap-southeast-5"];
