/** A name that a browser was led to by a foreign page must not reach the demo (DNS rebinding). */
export function isLocalName(host: string | undefined): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host ?? '');
}
