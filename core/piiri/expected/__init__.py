"""Assigned and expected attendance, year by year, until a change of plan is complete.

*Assigned* is who would attend a school if everybody went where the plan says. *Expected* follows today's pupils through
school: who chose another school keeps attending it, who may stay in the old one stays until the stage ends, and who
enters goes where the plan says, or after a brother or sister.

The first year is the start year, with the grades of the data; each year everybody moves up a grade, a child aged 6
enters grade 1 the year after, and grade 9 leaves. A stage that ends is followed by the stage that holds the next grade
in the same language, assigned by the home's block. **Nobody moves in or out, and no one is born:** this is no
forecast. First grades are known as long as their children are in the data (``Attendance.known_until``).

Brothers and sisters are not in the data: whoever has exactly the same coordinates counts as one, which takes a block
of flats for a family. Pupils whose grade is not known cannot move up: they are counted under grade 0 every year, at
the school they chose or else where the plan says. A pupil of a joint zone whose school is not known is counted in
parts, by the zone's shares.
"""

from .attendance import LONGEST, Attendance, StayRules, attendance

__all__ = ["LONGEST", "Attendance", "StayRules", "attendance"]
