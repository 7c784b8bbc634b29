/** Small things of this window that outlive it. Losing them is no loss. */

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`vconnct.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`vconnct.${key}`, value);
  } catch {
    // No storage here.
  }
}
