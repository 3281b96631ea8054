"""An invented country to look around in: its units, teams and people, and what they plan.

Each room of the house has a module here with one function that fills it for some teams; the command `seed_demo` calls
them in order. A room draws its chances by itself, from the seed and the team, so that a new room changes no other.
"""
