from allauth.account.auth_backends import AuthenticationBackend


class HouseBackend(AuthenticationBackend):
    """E-mail and password through allauth, with its rate limits."""
