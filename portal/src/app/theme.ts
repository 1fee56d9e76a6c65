import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'paviour-theme';
const listeners = new Set<() => void>();

/** The reader's choice, kept in this browser. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, storedTheme);
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  showTheme();
  listeners.forEach((listener) => listener());
}

/** The style sheets read the theme from the root element. */
export function showTheme(): void {
  document.documentElement.dataset.theme = storedTheme();
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
