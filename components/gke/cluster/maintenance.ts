/** When Google may upgrade a cluster, as its API takes it. Pure. */
import type { container } from "@pulumi/gcp/types/input";
import type { Gke } from "../../../config";

/** Monday of a week that is past: a window repeats from its first day on. */
const firstMonday = Date.UTC(2026, 0, 5);
const days = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const;
const hour = 3_600_000;

const iso = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");

/**
 * @returns undefined where nothing is said: then Google chooses
 * (https://docs.cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions)
 */
export function maintenancePolicyOf({
  window,
  hours,
  exclusions,
}: Gke["maintenance"]): container.ClusterMaintenancePolicy | undefined {
  if (window === undefined && exclusions.length === 0) return undefined;
  return {
    ...(window !== undefined && { recurringWindow: recurringWindow(window, hours) }),
    ...(exclusions.length > 0 && {
      maintenanceExclusions: exclusions.map(({ name, from, to, scope }) => ({
        exclusionName: name,
        startTime: from,
        endTime: to,
        exclusionOptions: { scope },
      })),
    }),
  };
}

/** `SUN:03:00` and 12 hours -> a window that repeats each Sunday, as RFC 5545 writes it. */
function recurringWindow(window: string, hours: number): container.ClusterMaintenancePolicyRecurringWindow {
  const [day = "", at = "", half = ""] = window.split(":");
  const start =
    firstMonday + days.indexOf(day as (typeof days)[number]) * 24 * hour + (Number(at) + Number(half) / 60) * hour;
  return {
    startTime: iso(start),
    endTime: iso(start + hours * hour),
    recurrence: `FREQ=WEEKLY;BYDAY=${day.slice(0, 2)}`,
  };
}
