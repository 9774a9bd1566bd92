/** Checks of the way in from the internet. */
import type { Check } from "../../check";
import { certificate } from "./certificate";
import { endpoints } from "./endpoints";
import { page } from "./page";
import { provenCertificate } from "./provenCertificate";

export const webChecks: readonly Check[] = [endpoints, certificate, provenCertificate, page];
