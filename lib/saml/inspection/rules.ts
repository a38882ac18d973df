/** Every rule of inspection, in the order in which they are asked: the first that does not hold names the reason. */
import {
  canonicalization,
  digestAlgorithm,
  noParameters,
  prefixLists,
  signatureAlgorithm,
  transforms,
} from "./algorithm-rules.ts";
import { assertionNamespace, assertionPlace, oneAssertion, rootElement } from "./assertion-rules.ts";
import {
  characters,
  limits,
  noComments,
  noDoctype,
  noProcessingInstructions,
  uniqueIds,
  utf8,
  xml10,
} from "./document-rules.ts";
import type { Rule } from "./rule.ts";
import { oneSignatureEach, signatureNamespace, signaturePartsPlace, signaturePlace } from "./signature-place-rules.ts";
import {
  fewCertificates,
  plainValues,
  referenceShape,
  referenceToParent,
  signatureShape,
  signedInfoShape,
  smallKeyInfo,
} from "./signature-shape-rules.ts";

export const RULES: readonly Rule[] = [
  characters,
  utf8,
  xml10,
  noDoctype,
  noComments,
  noProcessingInstructions,
  limits,
  uniqueIds,
  rootElement,
  oneAssertion,
  assertionNamespace,
  assertionPlace,
  oneSignatureEach,
  signatureNamespace,
  signaturePlace,
  signaturePartsPlace,
  signatureShape,
  signedInfoShape,
  referenceShape,
  referenceToParent,
  canonicalization,
  transforms,
  noParameters,
  prefixLists,
  signatureAlgorithm,
  digestAlgorithm,
  plainValues,
  fewCertificates,
  smallKeyInfo,
];
