from flask import Blueprint

room = Blueprint("accounts", __name__)
