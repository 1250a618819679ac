"""Complaints: anybody makes one without an account, sealed to officers who are not what it is about."""
