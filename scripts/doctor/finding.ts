// What a check comes to. `next` says what to do about it and is there wherever something is to be done.

export interface DoctorFinding {
  readonly level: "fine" | "note" | "broken";
  readonly about: string;
  readonly says: string;
  readonly next?: string;
}

export const fine = (about: string, says: string): DoctorFinding => ({ level: "fine", about, says });
export const note = (about: string, says: string, next: string): DoctorFinding => ({
  level: "note",
  about,
  says,
  next,
});
export const broken = (about: string, says: string, next: string): DoctorFinding => ({
  level: "broken",
  about,
  says,
  next,
});
