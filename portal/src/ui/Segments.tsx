import type { ReactNode } from 'react';
import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';

interface Props<T extends string> {
  readonly label: string;
  /** Whether the label is seen, or only read out. */
  readonly labelHidden?: boolean;
  readonly value: T;
  readonly options: readonly (readonly [value: T, content: ReactNode])[];
  readonly onChange: (value: T) => void;
}

/** One choice of a few, set side by side. */
export function Segments<T extends string>({ label, labelHidden = false, value, options, onChange }: Props<T>) {
  return (
    <RadioGroup
      className="segment-group"
      orientation="horizontal"
      value={value}
      onChange={(chosen) => onChange(chosen as T)}
    >
      <Label className={labelHidden ? 'hidden-text' : ''}>{label}</Label>
      <div className="segments">
        {options.map(([option, content]) => (
          <RadioField key={option} value={option}>
            <RadioButton className="segment">{content}</RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
