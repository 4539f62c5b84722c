"""What of allauth we decide ourselves: who comes in, and where its links and rate limits look."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import User
from kreislotse.core.ratelimit import client_address

NOT_VERIFIED = _(
    "Ihre Kreisverwaltung hat uns keine bestätigte E-Mail-Adresse übermittelt. Bitte melden Sie sich mit Ihrem Passwort an "
    "und sagen Sie Ihrer IT Bescheid: Die Angabe „email_verified“ fehlt."
)
NOT_INVITED = _(
    "Mit der Adresse %(email)s gibt es hier noch keinen Zugang. Bitte lassen Sie sich von der Leitung Ihres Büros einladen."
)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return client_address(request)

    def get_reset_password_from_key_url(self, key):
        """Built from the district's own address: a request with a forged host must not decide where the link leads."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        uid, _sep, secret = key.partition("-")
        path = path.replace("UID-KEY", f"{uid}-{secret}")
        district = getattr(self.request, "district", None)
        return f"{district.base_url}{path}" if district else self.request.build_absolute_uri(path)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The Kreis' own login opens accounts that are there already, by the address the Kreis has verified."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        if sociallogin.is_existing:
            return
        claimed = [address for address in sociallogin.email_addresses if address.email]
        verified = [address.email for address in claimed if address.verified is True]
        if not verified:
            self._refuse(request, NOT_VERIFIED)
        user = User.objects.filter(email__iexact=verified[0], is_active=True).first()
        if user is None:
            self._refuse(request, NOT_INVITED % {"email": verified[0]})
        sociallogin.connect(request, user)

    def _refuse(self, request, sentence):
        page = render(request, "socialaccount/refused.html", {"sentence": sentence}, status=403)
        raise ImmediateHttpResponse(page)


class MFAAdapter(DefaultMFAAdapter):
    def _get_site_name(self):
        return "Kreislotse"
