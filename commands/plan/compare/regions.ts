/** Regions of the two clouds that stand for each other. Pure. */
import { gcpRegions, mwaaRegions, nearestRegion } from "../../../config/places/regions";

/** Regions that stand for each other where the other cloud is compared; for all others it is the nearest. */
const regionPairs: [aws: string, gcp: string][] = [
  ["ap-northeast-1", "asia-northeast1"],
  ["ap-northeast-2", "asia-northeast3"],
  ["ap-southeast-1", "asia-southeast1"],
  ["ap-southeast-2", "australia-southeast1"],
  ["ap-south-1", "asia-south1"],
  ["eu-west-1", "europe-west1"],
  ["eu-west-2", "europe-west2"],
  ["eu-central-1", "europe-west3"],
  ["us-east-1", "us-central1"],
];

/** The region of the other cloud that a comparison takes. */
export function pairedRegion(region: string): string {
  const other = regionPairs.flatMap(([aws, gcp]) => (aws === region ? [gcp] : gcp === region ? [aws] : []))[0];
  if (other !== undefined) return other;
  const isAws = /-\d$/.test(region);
  const near = nearestRegion(region, isAws ? Object.keys(gcpRegions) : mwaaRegions);
  return near ?? (isAws ? "us-central1" : "us-east-1");
}
