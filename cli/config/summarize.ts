import type { Configuration, IdentityProvider, PinnedCertificate } from "../../lib/config/configuration.ts";
import { printable } from "../../lib/events/printable.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Days ahead at which a person should get a new certificate under way. */
const SOON = 30;

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function expiry(
  { notBefore, notAfter }: PinnedCertificate,
  policy: IdentityProvider["expiredCertificates"],
  now: Date,
) {
  const date = notAfter.toISOString().slice(0, 10);
  const days = Math.floor((notAfter.getTime() - now.getTime()) / DAY);
  if (notAfter <= now) {
    const consequence = policy === "refuse" ? "logins signed with it are refused" : "still accepted, with a warning";
    return `EXPIRED on ${date}: ${consequence}`;
  }
  if (notBefore > now) return `valid from ${notBefore.toISOString().slice(0, 10)} to ${date}`;
  return `valid until ${date}, ${plural(days, "day")}${days < SOON ? ": SOON" : ""}`;
}

function providerLines(provider: IdentityProvider, { roleMappings }: Configuration, now: Date): string[] {
  const mappings = roleMappings.filter(({ identityProvider }) => identityProvider === provider.id);
  const start = provider.mayStartLogin ? "may start a login itself" : "logins start here only";
  const roles = [...new Set(mappings.map(({ samlRole }) => samlRole))];
  return [
    `  ${provider.id}: ${printable(provider.name)} (${printable(provider.entityId)})`,
    `    ${start}; ${provider.singleSignOnUrl === null ? "no sign-in by redirect" : `signs in at ${printable(provider.singleSignOnUrl)}`}`,
    ...provider.certificates.map(
      (certificate) =>
        `    certificate ${certificate.fingerprint.slice(0, 16)}: ${expiry(certificate, provider.expiredCertificates, now)}`,
    ),
    `    ${plural(mappings.length, "mapping")} of ${plural(roles.length, "SAML role")}`,
  ];
}

/** What a configuration amounts to, for a person to look over; one line an entry, safe for a terminal. */
export function summarize(file: string, configuration: Configuration, now: Date): readonly string[] {
  const { stage, environment, serviceProvider, identityProviders, roleMappings } = configuration;
  const here = roleMappings.filter((mapping) => mapping.environment === environment).length;
  return [
    `${file}: the configuration is in order`,
    `stage ${stage}, environment ${environment}`,
    `service provider ${printable(serviceProvider.entityId)}`,
    plural(identityProviders.length, "identity provider"),
    ...identityProviders.flatMap((provider) => providerLines(provider, configuration, now)),
    `${plural(roleMappings.length, "role mapping")}, ${here} of them for ${environment}`,
  ];
}
