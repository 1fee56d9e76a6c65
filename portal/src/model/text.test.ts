import { describe, expect, it } from 'vitest';
import { appendLines, LOG_LINES_MAX } from './logLines';
import { manifestOf } from './manifest';
import { resource } from './sample';
import { age, exactTime, relativeTime } from './time';
import { splitYamlLine } from './yamlLine';

const NOW = new Date('2026-11-22T12:00:00Z');

describe('times', () => {
  it.each([
    ['2026-11-22T11:59:30Z', 'just now', '30s'],
    ['2026-11-22T11:57:00Z', '3 minutes ago', '3m'],
    ['2026-11-22T09:00:00Z', '3 hours ago', '3h'],
    ['2026-11-12T12:00:00Z', '10 days ago', '10d'],
  ])('of %s read "%s" and, short, "%s"', (instant, relative, short) => {
    expect(relativeTime(new Date(instant), NOW, 'en')).toBe(relative);
    expect(age(new Date(instant), NOW)).toBe(short);
  });

  it('are exact to the second, with the zone', () => {
    expect(exactTime(NOW, 'en-GB')).toMatch(/22 Nov 2026.*:00:00 \S+/);
  });

  it('never run backwards when the clocks differ', () => {
    expect(age(new Date('2026-11-22T12:00:05Z'), NOW)).toBe('0s');
  });
});

describe('a log', () => {
  it('keeps the newest lines and drops what only a terminal understands', () => {
    const full = Array.from({ length: LOG_LINES_MAX }, (_, index) => String(index));

    const lines = appendLines(full, ['\u001b[31mred\u001b[0m\r', 'tab\tstays']);

    expect(lines).toHaveLength(LOG_LINES_MAX);
    expect(lines[0]).toBe('2');
    expect(lines.slice(-2)).toEqual(['red', 'tab\tstays']);
  });
});

describe('a manifest', () => {
  it('starts with the name and leaves the bookkeeping of field managers out', () => {
    const plain = resource('Database', 'db', { spec: { type: 'postgres' } });
    const managed = { ...plain, metadata: { ...plain.metadata, managedFields: [{}] } };

    const manifest = manifestOf(managed);

    expect(Object.keys(manifest)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(Object.keys(manifest.metadata as object).slice(0, 2)).toEqual(['name', 'namespace']);
    expect(manifest.metadata).not.toHaveProperty('managedFields');
  });

  it.each([
    ['  name: api', '  ', 'name:', ' api'],
    ['  - type: Ready', '  - ', 'type:', ' Ready'],
    ['- plain', '- ', '', 'plain'],
    ['  http://x:80/', '  ', '', 'http://x:80/'],
    ['platform.example.com/owner: a', '', 'platform.example.com/owner:', ' a'],
  ])('sets the key of "%s" apart', (line, indent, key, rest) => {
    const split = splitYamlLine(line);

    expect(split.indent + split.key + split.rest).toBe(line);
    expect(split.key).toBe(key);
    expect(key === '' || split.indent === indent).toBe(true);
    expect(split.rest.endsWith(rest)).toBe(true);
  });
});
