import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** Whether the title is that of the whole page. */
  readonly isPage?: boolean;
  readonly children: ReactNode;
}

/** Says that there is nothing, why, and what to do about it. */
export function Empty({ title, isPage = false, children }: Props) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <section className="empty">
      <span className="empty-stones" aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
      <Heading>{title}</Heading>
      {children}
    </section>
  );
}
