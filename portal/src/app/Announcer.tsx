import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** Holds the one live region of the pages; see {@link useAnnouncement}. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [text, setText] = useState('');
  const announce = useCallback((said: string) => setText(said), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" className="hidden-text">
        {text}
      </div>
    </AnnounceContext>
  );
}

/** Tells readers of screen readers about a change; what is there when the page opens is not news. */
export function useAnnouncement(text: string | undefined): void {
  const announce = use(AnnounceContext);
  const [first, setFirst] = useState(text);
  if (first === undefined && text !== undefined) {
    setFirst(text);
  }
  const news = text !== undefined && first !== undefined && text !== first ? text : undefined;
  useEffect(() => {
    if (news !== undefined) {
      announce(news);
    }
  }, [announce, news]);
}
