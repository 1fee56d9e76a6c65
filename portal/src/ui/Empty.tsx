import type { ReactNode } from 'react';

export function Empty({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="empty">
      <span className="empty-stones" aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
      <h1>{title}</h1>
      {children}
    </section>
  );
}
