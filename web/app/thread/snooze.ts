/** The moments a conversation can be put off to, in the person's own time. */
export interface SnoozeChoice {
  readonly id: 'hour' | 'threeHours' | 'evening' | 'tomorrow' | 'monday' | 'week';
  readonly until: Date;
  readonly words: string;
}

export function snoozeChoices(now: Date, language: string): SnoozeChoice[] {
  const at = (days: number, hour: number) => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    date.setHours(hour, 0, 0, 0);
    return date;
  };
  const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  const evening = at(0, 18);
  const choices: [SnoozeChoice['id'], Date][] = [
    ['hour', inHours(1)],
    ['threeHours', inHours(3)],
    ['evening', evening > inHours(0.5) ? evening : at(1, 18)],
    ['tomorrow', at(1, 9)],
    ['monday', at((8 - now.getDay()) % 7 || 7, 9)],
    ['week', at(7, 9)],
  ];
  const format = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return choices.map(([id, until]) => ({ id, until, words: format.format(until) }));
}
