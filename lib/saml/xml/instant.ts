/** SAML instants: xs:dateTime in UTC (saml-core-2.0 §1.3.3). */

const UTC = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|\+00:00)$/;

/** @returns the instant, its fraction cut to milliseconds, or `null` where the text is not a UTC instant. */
export function parseInstant(value: string): Date | null {
  const match = UTC.exec(value.trim());
  if (!match) return null;
  const milliseconds = (match[2] ?? ".0").slice(1, 4).padEnd(3, "0");
  const instant = new Date(`${match[1]}.${milliseconds}Z`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
