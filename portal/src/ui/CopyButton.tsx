import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from './Icon';

/** @param what names the thing for screen readers: "Copy password" */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      // The browser decides who may write to the clipboard; the text can still be selected by hand.
      setOutcome('refused');
    }
  };
  return (
    <Button className="button button-small" aria-label={`Copy ${what}`} onPress={() => void copy()}>
      <Icon name={outcome === 'copied' ? 'ready' : 'copy'} />
      {outcome === null ? 'Copy' : outcome === 'copied' ? 'Copied' : 'Not allowed'}
    </Button>
  );
}
