/** The budget that the config names, held against what the plan expects. Pure. */
import type { Alerts } from "../../../config";
import { type Cost, isAtLeast, money } from "./total";

/** One line where the budget is less than the bill is going to be: its mail would come every month, and tell nothing. */
export function budgetWarnings(alerts: Alerts | undefined, cost: Cost): string[] {
  const { monthly, currency } = cost;
  const budget = alerts?.monthlyBudget;
  if (budget === undefined || monthly === null || budget >= monthly) return [];
  const estimate = `${isAtLeast(cost, "awake") ? "at least " : ""}${money(monthly, currency)}`;
  return [
    `airflow:alerts.monthlyBudget is ${money(budget, currency)}, and the plan expects ${estimate} a month: it would be told every month.`,
  ];
}
