"""The directory as the Human Services Data Specification 3.1.3 says it (Open Referral, https://openreferral.org/)."""

VERSION = "3.1.3"
