import { useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';

/** For readers whose roles are per namespace: they may not list all, but surely their own. */
export function NamespaceForm({ onChoose }: { readonly onChoose: (namespace: string) => void }) {
  const [namespace, setNamespace] = useState('');
  return (
    <Form
      className="namespace-form"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(namespace.trim());
      }}
    >
      <TextField className="field" value={namespace} onChange={setNamespace} isRequired>
        <Label>Show one namespace instead</Label>
        <Input className="input" spellCheck="false" autoCapitalize="none" />
      </TextField>
      <Button className="button" type="submit">
        Show
      </Button>
    </Form>
  );
}
