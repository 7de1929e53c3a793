"""The ground floor: who acts, in which community, what may go wrong, what is counted. It owns no table."""
