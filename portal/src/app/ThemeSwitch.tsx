import { Segments } from '../ui/Segments';
import { chooseTheme, useTheme, type Theme } from './theme';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['system', 'System'],
];

export function ThemeSwitch() {
  const theme = useTheme();
  return (
    <div className="theme-switch">
      <Segments label="Theme" value={theme} options={THEMES} onChange={chooseTheme} />
    </div>
  );
}
