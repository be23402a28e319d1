"""Every indicator in plain SQL over the raw log, written by hand and without the project's code.

`:first` and `:last` are local days, `:commune` a commune or null for all. Each query gives numerator and denominator.
Anybody with a copy of the database can run them in the `sqlite3` shell (docs/indicators.md).
"""

from __future__ import annotations

# The counted turns, with the local day. Office chats are no use of residents. The calendar is the shipped one
# (data/working_time.yml): where a commune has saved its own in the console, its hours and holidays stand here instead.
TURNS = """
with recursive holidays (day) as (
    values ('2026-11-24'), ('2027-01-01'), ('2027-02-04'), ('2027-02-05'), ('2027-02-06'), ('2027-02-07'),
        ('2027-02-08'), ('2027-02-09'), ('2027-02-10'), ('2027-04-16'), ('2027-04-30'), ('2027-05-01'),
        ('2027-05-03'), ('2027-09-02'), ('2027-09-03'), ('2027-11-24')
),
counted as (
    select *, date(at, '+7 hours') as day, time(at, '+7 hours') as clock, strftime('%w', at, '+7 hours') as weekday,
        case when outcome = 'clarified' then null else json_extract(topics, '$[0]') end as topic
    from usage_events where channel not in ('test', 'terminal')
),
turns as (
    select * from counted where day between :first and :last and (:commune is null or coalesce(locality, '') = :commune)
),
waiting as (
    select q.*, (julianday(q.replied_at) - julianday(q.asked_at)) * 1440 as minutes
    from questions q join turns on turns.turn = q.turn
)
"""

QUERIES = {
    "residents_reached": """
        select count(distinct resident), null from turns where outcome <> 'smalltalk' and assisted = 0""",
    "returning_residents": """
        select sum(days >= 2), count(*) from (
            select resident, count(distinct day) as days from turns
            where outcome <> 'smalltalk' and assisted = 0 group by resident
        )""",
    "questions": "select count(*), null from turns where outcome <> 'smalltalk'",
    "answered": "select sum(outcome = 'answered'), sum(outcome <> 'smalltalk') from turns",
    "asked_back_resolved": """
        select sum(exists (
            select 1 from usage_events later where later.resident = turns.resident and later.outcome = 'answered'
            and (julianday(later.at) - julianday(turns.at)) * 86400 between 0.0005 and 1800.0005
        )), count(*) from turns where outcome = 'clarified'""",
    "handed_over": "select (select count(*) from waiting), sum(outcome <> 'smalltalk') from turns",
    "reply_median": """
        select cast(round(minutes) as integer), null from waiting where replied_at is not null order by round(minutes)
        limit 1 offset (select (count(replied_at) + 1) / 2 - 1 from waiting)""",
    "reply_p90": """
        select cast(round(minutes) as integer), null from waiting where replied_at is not null order by round(minutes)
        limit 1 offset (select (count(replied_at) * 9 + 9) / 10 - 1 from waiting)""",
    # Milliseconds of work before each shift; a reply is due where eight hours more than at the question are reached.
    "replied_in_time": """
        , days as (
            select min(date(asked_at, '+7 hours')) as day, date(max(asked_at), '+60 days') as until from waiting
            union all select date(day, '+1 day'), until from days where day < until
        ),
        shifts as materialized (
            select start, start + length as end, sum(length) over (order by start) - length as before from (
                select (strftime('%s', day) - 7 * 3600) * 1000 + 7 * 3600000 as start, 16200000 as length from days
                where strftime('%w', day) not in ('0', '6') and day not in (select day from holidays)
                union all
                select (strftime('%s', day) - 7 * 3600) * 1000 + 48600000, 12600000 from days
                where strftime('%w', day) not in ('0', '6') and day not in (select day from holidays)
            )
        ),
        moments as materialized (
            select state, cast(round((julianday(asked_at) - 2440587.5) * 86400000) as integer) as asked,
                cast(round((julianday(replied_at) - 2440587.5) * 86400000) as integer) as replied from waiting
        ),
        wanted as materialized (
            select *, 8 * 3600000 + coalesce(
                (select max(before + min(asked, end) - start) from shifts where start <= asked), 0
            ) as work from moments
        ),
        due as materialized (
            select *, (select min(start + work - before) from shifts where before + end - start >= work) as due
            from wanted
        )
        select sum(replied is not null and replied <= due), sum(not (state = 'dismissed' and replied is null))
        from due""",
    "helped": "select sum(helped = 1), count(helped) from turns",
    "repeated": """
        select sum(exists (
            select 1 from counted earlier where earlier.resident = turns.resident and earlier.topic = turns.topic
            and earlier.day between date(turns.day, '-7 days') and date(turns.day, '-1 day')
        )), count(*) from turns where topic is not null""",
    "links_opened": """
        select sum(exists (select 1 from link_clicks where link_clicks.turn = turns.turn)), count(*)
        from turns where outcome = 'answered'""",
    "outside_office_hours": """
        select sum(weekday in ('0', '6') or day in (select day from holidays) or not (
            (clock >= '07:00:00' and clock < '11:30:00') or (clock >= '13:30:00' and clock < '17:00:00')
        )), count(*) from turns where outcome <> 'smalltalk'""",
    "assisted_use": "select sum(assisted), count(*) from turns where outcome <> 'smalltalk'",
    "not_served": """
        select sum(outcome in ('unanswered', 'out_of_scope', 'error')), count(*) from turns
        where outcome <> 'smalltalk'""",
    "outdated_served": "select sum(reason = 'past_review'), count(*) from turns where outcome = 'answered'",
}
