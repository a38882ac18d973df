/** Which web addresses are safe to use: https, and http only where it never leaves the machine. */

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** What is wrong with an address that a browser is sent to, or undefined where nothing is. */
export function addressProblem(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url) return "expected a web address";
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return "expected https (http only on a loopback address)";
  }
  return url.username || url.password ? "expected no user name or password in the address" : undefined;
}
